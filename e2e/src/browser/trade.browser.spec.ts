import type { Browser, Page } from 'playwright-core';
import { eventually, waitForReadModel } from '@ticketing/harness';
import { main, violations } from './page-checks';
import { describeInChromium, launch } from './chromium';
import { anotherWindow, type TestUser, createUser } from './test-user';

const windowSeconds = Number(process.env['TEST_EXPIRATION_WINDOW_SECONDS'] ?? 60);

/** A page knows the server's clock as well as its answers are fast; in seconds, for the slowest of them. */
const clockGuess = 2;

/** The text once it has come to be. */
const shown = (page: Page, text: string | RegExp): Promise<void> =>
  main(page).getByText(text).first().waitFor();
/** An item of a list; a toast may tell of the same. */
const inList = (page: Page, list: string, title: string) =>
  page.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: title });
const state = (page: Page) => page.getByTestId('ticket-state');

/** Seconds that a countdown shows. */
async function left(page: Page): Promise<number> {
  const text = await page.getByTestId('countdown').innerText();
  const [minutes = 0, seconds = 0] = text.split(':').map(Number);
  return minutes * 60 + seconds;
}

/** Puts a ticket on sale by the form, as a person would; resolves when orders has heard of it. */
async function list(page: Page, title: string, price: string): Promise<string> {
  await page.goto('/sell');
  await page.getByLabel('What is it for?').fill(title);
  await page.getByLabel('Price in dollars').fill(price);
  await page.getByRole('button', { name: 'Put it on sale' }).click();
  await page.waitForURL(/\/tickets\/[0-9a-f]{24}$/);
  const { pathname } = new URL(page.url());
  await waitForReadModel('orders', 'tickets', pathname.split('/').at(-1) ?? '');
  return pathname;
}

/**
 * Holds what pages ask of orders until all of them have pressed: otherwise the news of who was first could take the button
 * away from the others. @returns what lets them ask freely again
 */
async function holdUntilAllPress(pages: readonly Page[]): Promise<() => Promise<unknown>> {
  let press: () => void = () => undefined;
  const allPressed = new Promise<void>((resolve) => (press = resolve));
  let missing = pages.length;
  for (const page of pages) {
    await page.route('**/api/orders', async (route) => {
      missing -= 1;
      if (missing === 0) press();
      await allPressed;
      await route.continue();
    });
  }
  return () => Promise.all(pages.map((page) => page.unroute('**/api/orders')));
}

describeInChromium('trading in the browser', () => {
  let browser: Browser;
  let seller: TestUser;
  let buyers: [TestUser, TestUser];

  beforeAll(async () => {
    browser = await launch();
    seller = await createUser(browser, 'Mira Lang');
    buyers = [await createUser(browser, 'Jonas Weber'), await createUser(browser, 'Tara Novak')];
  });
  afterAll(() => browser?.close());

  it('takes no price that could not be paid, and says which can', async () => {
    const { page } = seller;
    await page.goto('/sell');
    await page.getByLabel('What is it for?').fill('Almost for nothing');
    const price = page.getByLabel('Price in dollars');
    for (const refused of ['0.49', '1,000,000']) {
      await price.fill(refused);
      await page.getByRole('button', { name: 'Put it on sale' }).click();
      await shown(page, 'Cards can be charged $0.50 to 999,999.99.');
      await price.fill('');
    }
    await price.fill('0.50');
    await page.getByRole('button', { name: 'Put it on sale' }).click();
    await page.waitForURL(/\/tickets\/[0-9a-f]{24}$/);
    await shown(page, '$0.50');
  });

  it(
    'lets one of two buyers win the race, tells the other at once, and counts down to its end',
    async () => {
      const path = await list(seller.page, 'Raced for', '42.50');
      for (const { page } of buyers) {
        await page.goto(path);
        await state(page).getByText('Available').waitFor();
      }
      await shown(seller.page, '3 people looking');

      const buttons = buyers.map(({ page }) => page.getByRole('button', { name: 'Reserve', exact: true }));
      const letRun = await holdUntilAllPress(buyers.map(({ page }) => page));
      const race = async (): Promise<TestUser> => {
        await Promise.all(buttons.map((button) => button.click()));
        return Promise.any(
          buyers.map(async (buyer) => {
            await buyer.page.waitForURL(/\/orders\//);
            return buyer;
          }),
        );
      };
      const winner = await race();
      await letRun();
      const loser = winner === buyers[0] ? buyers[1] : buyers[0];
      expect(new URL(loser.page.url()).pathname).toBe(path);
      await state(loser.page).getByText('Reserved').waitFor();
      await loser.page.getByRole('alert').waitFor();
      await state(seller.page).getByText('Reserved').waitFor();
      // What the page shows is told nowhere else on it.
      expect(await seller.page.getByTestId('toast').filter({ hasText: 'Raced for' }).count()).toBe(0);

      const looked = Date.now();
      const first = await left(winner.page);
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThanOrEqual(windowSeconds + clockGuess);
      // Long enough to be told from another guess of the server's clock.
      await eventually(async () => expect(await left(winner.page)).toBeLessThan(first - 2 * clockGuess));
      await winner.page.reload();
      const afterReload = await left(winner.page);
      expect(afterReload).toBeLessThan(first);
      const passed = (Date.now() - looked) / 1_000;
      expect(afterReload).toBeGreaterThanOrEqual(first - passed - 5);

      if (windowSeconds > 60) return;
      const ended = { timeout: (windowSeconds + 60) * 1_000 };
      await winner.page.getByTestId('order-state').getByText('Expired').waitFor(ended);
      await shown(winner.page, 'The time to pay ran out');
      await state(loser.page).getByText('Available').waitFor(ended);
      await state(seller.page).getByText('Available').waitFor(ended);
      await loser.page.getByRole('button', { name: 'Reserve', exact: true }).click();
      await loser.page.waitForURL(/\/orders\//);
    },
    (windowSeconds + 180) * 1_000,
  );

  it('shows the right time after a sleep in which the page’s timers stood still', async () => {
    const [buyer] = buyers;
    const ticket = await seller.client.sell(10, 'Slept over');
    const { id } = await buyer.client.reserve(ticket.id);
    const { body: order } = await buyer.client.get<object>(`/api/orders/${id}`);
    const { page: sleeper, context } = await anotherWindow(browser, buyer);
    // It doesn't end meanwhile, however long that is.
    const held = { ...order, status: 'created', expiresAt: new Date(Date.now() + 600_000).toISOString() };
    await sleeper.route(`**/api/orders/${id}`, (route) => route.fulfill({ json: held }));
    await sleeper.goto(`/orders/${id}`);
    const before = await left(sleeper);
    // A clock that runs on while no timer fires, as in a laptop that is closed. It stops at a time that is yet to come
    // when the browser hears of it.
    await sleeper.clock.install();
    await sleeper.reload();
    await sleeper.getByTestId('countdown').waitFor();
    await sleeper.clock.pauseAt(Date.now() + 20_000);
    await sleeper.clock.setSystemTime(Date.now() + 60_000);
    await sleeper.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    expect(await left(sleeper)).toBeLessThanOrEqual(before - 60 + 2 * clockGuess);
    await context.close();
  });

  it('pays an order with a test card, and tells the seller', async () => {
    const [buyer] = buyers;
    const path = await list(seller.page, 'Paid for', '19.90');
    await buyer.page.goto(path);
    await buyer.page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await buyer.page.waitForURL(/\/orders\//);
    await waitForReadModel('payments', 'orders', buyer.page.url().split('/').at(-1) ?? '');
    await buyer.page.getByRole('button', { name: 'Pay $19.90' }).click();
    await buyer.page.getByTestId('order-state').getByText('Paid').waitFor();
    await shown(buyer.page, 'The ticket is yours');
    await state(seller.page).getByText('Sold').waitFor();
    await seller.page.goto('/my/tickets');
    await inList(seller.page, 'What I sell', 'Paid for').getByText('Sold and paid').waitFor();
  });

  it('tells who holds a ticket, and who owns it, that it is theirs, with the way to their order', async () => {
    const { page, client } = await createUser(browser, 'Tara Novak');
    const ticket = await seller.client.sell(12, 'Held and bought');
    const order = await client.reserve(ticket.id);
    await page.goto(`/tickets/${ticket.id}`);
    await state(page).getByText('You hold it').waitFor();
    expect(await left(page)).toBeGreaterThan(0);
    expect(await page.getByRole('button', { name: 'Reserve', exact: true }).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await main(page).getByRole('link', { name: 'Pay', exact: true }).click();
    await page.waitForURL(new RegExp(`/orders/${order.id}$`));
    await page.goBack();
    await client.pay(order.id);
    await state(page).getByText('It’s yours').waitFor();
    await page.getByRole('link', { name: 'See your order' }).waitFor();
    await page.context().close();
  });

  it('tells in toasts and in the inbox until when a ticket is held as its own page does', async () => {
    const { page, client, context } = await createUser(browser, 'Tara Novak', { timezoneId: 'Asia/Kolkata' });
    await page.goto('/inbox');
    await main(page).getByText('Nothing').first().waitFor();
    const ticket = await seller.client.sell(12, 'Held until');
    const toast = page.getByTestId('toast').filter({ hasText: 'Pay by' });
    const corner = await page.getByLabel('News').boundingBox();
    if (!corner) throw new Error('there is no corner for news');
    await page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height - 30);
    const [order] = await Promise.all([client.reserve(ticket.id), toast.waitFor()]);
    // Its text whether or not it has been laid out: what is out of sight may not have been.
    const told = await page.getByRole('article').filter({ hasText: 'Pay by' }).textContent();
    // A pointer that rested where it appears doesn't hold it.
    await toast.waitFor({ state: 'detached' });
    await page.goto(`/orders/${order.id}`);
    const until = await page.locator('dt:has-text("Held until") + dd').innerText();
    expect(told).toContain(`Pay by ${until},`);
    await context.close();
  });

  it('cancels an order after asking once, and frees the ticket', async () => {
    const [, buyer] = buyers;
    const path = await list(seller.page, 'Thought better of', '5');
    await buyer.page.goto(path);
    await buyer.page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await buyer.page.waitForURL(/\/orders\//);
    await buyer.page.getByRole('button', { name: 'Cancel the order' }).click();
    const dialog = buyer.page.getByRole('dialog', { name: 'Cancel this order?' });
    await dialog.waitFor();
    await buyer.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await buyer.page.getByRole('button', { name: 'Cancel the order' }).click();
    await dialog.getByRole('button', { name: 'Cancel the order' }).click();
    await shown(buyer.page, 'You cancelled it');
    await state(seller.page).getByText('Available').waitFor();
    await buyer.page.goto('/orders');
    await inList(buyer.page, 'My orders', 'Thought better of').getByText('Cancelled').waitFor();
  });

  it('says why a ticket can’t be edited while it is reserved, and lets it be edited afterwards', async () => {
    const [buyer] = buyers;
    const path = await list(seller.page, 'Not to be changed', '8');
    await seller.page.goto(`${path}/edit`);
    const order = await buyer.client.reserve(path.split('/').at(-1) ?? '');
    await shown(seller.page, 'A buyer holds this ticket');
    expect(await seller.page.getByLabel('Price in dollars').isDisabled()).toBe(true);
    await buyer.client.delete(`/api/orders/${order.id}`);
    const price = seller.page.getByLabel('Price in dollars');
    await main(seller.page).getByText('A buyer holds this ticket').waitFor({ state: 'detached' });
    await price.fill('9.25');
    await seller.page.getByRole('button', { name: 'Save' }).click();
    await seller.page.waitForURL(new RegExp(`${path}$`));
    await shown(seller.page, '$9.25');
  });

  it('asks again when the price changed while one pressed, and reserves at no other than was shown', async () => {
    const [{ page, client }] = buyers;
    const path = await list(seller.page, 'Dearer by now', '10');
    const id = path.split('/').at(-1) ?? '';
    await page.goto(path);
    /** Presses at the price that is shown; what is asked is on its way while the seller changes it. */
    const pressWhileItBecomes = async (price: number): Promise<void> => {
      let release: () => void = () => undefined;
      const changed = new Promise<void>((resolve) => (release = resolve));
      await page.route('**/api/orders', async (route) => {
        await changed;
        await route.continue();
      });
      await page.getByRole('button', { name: 'Reserve', exact: true }).click();
      await seller.page.goto(`${path}/edit`);
      await seller.page.getByLabel('Price in dollars').fill(String(price));
      await seller.page.getByRole('button', { name: 'Save' }).click();
      await seller.page.waitForURL(new RegExp(`${path}$`));
      await waitForReadModel('orders', 'tickets', id, { price });
      release();
      await page.getByRole('dialog', { name: `The price is now $${price}.00` }).waitFor();
      await page.unroute('**/api/orders');
    };

    await pressWhileItBecomes(100);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await shown(page, '$100.00');
    const { body } = await client.get<{ ticket: { id: string } }[]>('/api/orders');
    expect(body.filter(({ ticket }) => ticket.id === id)).toEqual([]);

    await pressWhileItBecomes(120);
    await page.getByRole('button', { name: 'Reserve for $120.00' }).click();
    await page.waitForURL(/\/orders\//);
    await page.getByRole('button', { name: 'Pay $120.00' }).waitFor();
  });

  it('had nothing to complain of', () => {
    expect([seller, ...buyers].flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
