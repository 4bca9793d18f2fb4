import type { Browser, Page } from 'playwright-core';
import { eventually } from '@ticketing/harness';
import { describeInChromium, launch } from './chromium';
import { focused, layoutShift, main, watchLayoutShift } from './page-checks';
import { openWindow, type TestUser, createUser } from './test-user';

/** Compressed bytes of script that a first visit may load. */
const budget = 100_000;

/** Milliseconds of the main thread that a frame may take while a long list is scrolled, on a slow machine. */
const MAX_FRAME_MS = 80;
const frames = 60;

/** Scrolls down by most of a screen in each frame. @returns the main thread's own milliseconds per frame, without waits */
async function scrollCost(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
  };
  // A page behind another one may be given no frames.
  await page.bringToFront();
  const before = await spent();
  await page.evaluate(`new Promise((done) => {
    let left = ${frames};
    const step = () => {
      scrollBy(0, innerHeight * 0.8);
      if (left-- > 0) requestAnimationFrame(step);
      else done();
    };
    step();
  })`);
  return ((await spent()) - before) / frames;
}

describeInChromium('a visit', () => {
  let browser: Browser;
  let user: TestUser;

  beforeAll(async () => {
    browser = await launch();
    user = await createUser(browser, 'Mira Lang');
    // A system that nobody sold in yet has an empty list.
    await user.client.sell(5, 'Seen by visitors');
  });
  afterAll(() => browser?.close());

  it('loads little script at first, and shifts nothing while it does', async () => {
    const { page, context } = await openWindow(browser, { viewport: { width: 390, height: 844 } });
    await watchLayoutShift(context);
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const scripts = new Set<string>();
    let bytes = 0;
    session.on(
      'Network.responseReceived',
      ({ requestId, type }) => type === 'Script' && scripts.add(requestId),
    );
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    await page.goto('/', { waitUntil: 'networkidle' });
    await page.locator('.stub').first().waitFor();
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(budget);
    expect((await layoutShift(page)).total).toBeLessThan(0.01);
  });

  it('leads who isn’t signed in to the sign-in page and back', async () => {
    const { page } = await openWindow(browser);
    await page.goto('/orders?from=a-link');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('Email').fill(user.email);
    await page.getByLabel('Password').fill(user.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/orders\?from=a-link$/);
    await page.getByRole('button', { name: 'Account of Mira Lang' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.getByRole('heading', { name: 'Find a ticket' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    expect(await page.evaluate('JSON.stringify(localStorage) + JSON.stringify(sessionStorage)')).toBe('{}{}');
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  it('shows errors at their fields, and leads to the first', async () => {
    const { page } = await openWindow(browser);
    await page.goto('/signup');
    await page.getByLabel('Email').fill('not an address');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await main(page).getByText('Use 8 characters or more.').waitFor();
    await focused(page.getByLabel('Password', { exact: true }));
    await page.getByLabel('Password', { exact: true }).fill('long enough now');
    await page.keyboard.press('Enter');
    await focused(page.locator('input[name=email][aria-invalid=true]'));
    expect(await page.getByLabel('Email').inputValue()).toBe('not an address');
  });

  it('leads who has an account already to the sign-in page, with their address filled in', async () => {
    const { page, context } = await openWindow(browser);
    await page.goto('/signup?next=%2Forders');
    await page.getByLabel('Email').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill('another password');
    await page.keyboard.press('Enter');
    await main(page).getByText('There is an account with this address already.').waitFor();
    await page.getByRole('link', { name: `Sign in as ${user.email}` }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(user.email);
    await page.getByLabel('Password').fill(user.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/orders$/);
    await context.close();
  });

  it('signs in whatever the address to go on to is, and stays on the site', async () => {
    const { page, context } = await openWindow(browser);
    await page.goto('/signin?next=%2F%09%2Felsewhere.example');
    await page.getByLabel('Email').fill(user.email);
    await page.getByLabel('Password').fill(user.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Find a ticket' }).waitFor();
    await context.close();
  });

  it('is told of a page that isn’t there, in words and in the status', async () => {
    const { page, context } = await openWindow(browser);
    expect((await page.goto('/nowhere'))?.status()).toBe(404);
    await main(page).getByText('There is no page').waitFor();
    await context.close();
  });

  it('keeps the theme that was chosen', async () => {
    const { page, context } = await openWindow(browser, { colorScheme: 'light' });
    await page.goto('/');
    const paper = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await eventually(async () => expect(await paper()).not.toBe(light));
    const dark = await paper();
    await page.reload();
    expect(await paper()).toBe(dark);
    await page.getByRole('button', { name: 'Use the light theme' }).click();
    await eventually(async () => expect(await paper()).toBe(light));
    await context.close();
  });

  it('lays out of a long list only what is in sight, and scrolls it smoothly', async () => {
    const { page } = await openWindow(browser);
    const tickets = Array.from({ length: 3_000 }, (_, index) => ({
      id: index.toString(16).padStart(24, '0'),
      title: `Ticket ${index}`,
      price: 10,
      status: 'open',
      userId: 'a'.repeat(24),
      orderId: null,
      version: 0,
      createdAt: new Date().toISOString(),
    }));
    await page.route('**/api/tickets?*', (route) => route.fulfill({ json: tickets }));
    await page.goto('/');
    const rendered = (position: 'first' | 'last'): Promise<boolean> =>
      page.evaluate(
        `document.querySelector('[aria-label="Tickets for sale"] > li:${position}-child .stub-title')
          .checkVisibility({ contentVisibilityAuto: true })`,
      );
    await main(page).getByText('Ticket 0', { exact: true }).waitFor();
    await eventually(async () =>
      expect([await rendered('first'), await rendered('last')]).toEqual([true, false]),
    );
    expect(await scrollCost(page)).toBeLessThan(MAX_FRAME_MS);
    await main(page).getByText('Ticket 2999', { exact: true }).scrollIntoViewIfNeeded();
    await eventually(async () =>
      expect([await rendered('first'), await rendered('last')]).toEqual([false, true]),
    );
    await page.context().close();
  });
});
