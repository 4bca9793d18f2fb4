import type { Browser, Page } from 'playwright-core';
import { eventually, waitForReadModel } from '@ticketing/harness';
import { banner, main, violations } from './page-checks';
import { describeInChromium, launch } from './chromium';
import { anotherWindow, type TestUser, createUser } from './test-user';

const unavailable = {
  status: 503,
  headers: { 'content-type': 'application/json', 'retry-after': '1' },
  body: JSON.stringify({ errors: [{ message: 'The service is shutting down' }] }),
};

async function fillTicket(page: Page, title: string): Promise<void> {
  await page.goto('/sell');
  await page.getByLabel('What is it for?').fill(title);
  await page.getByLabel('Price in dollars').fill('12');
}

describeInChromium('the client on a bad network', () => {
  let browser: Browser;
  let user: TestUser;

  beforeAll(async () => {
    browser = await launch();
    user = await createUser(browser, 'Mira Lang');
  });
  afterAll(() => browser?.close());

  it('tells that it is offline, and is up to date by itself once it is back', async () => {
    await user.page.goto('/my/tickets');
    await main(user.page).getByText('You haven’t put a ticket on sale yet').waitFor();
    await user.context.setOffline(true);
    await banner(user.page).getByText('You’re offline.').waitFor();
    expect(await violations(user.page)).toEqual([]);
    await user.client.sell(5, 'Sold from elsewhere');
    await user.context.setOffline(false);
    await banner(user.page).getByText('You’re offline.').waitFor({ state: 'detached' });
    await user.page.locator('.stub').getByText('Sold from elsewhere').waitFor();
  });

  it('tells that a service isn’t available, and shows its page as soon as it is back', async () => {
    await user.page.route('**/api/orders', (route) => route.fulfill(unavailable));
    await user.page.goto('/orders');
    await main(user.page).getByText('The service is shutting down').waitFor();
    await banner(user.page).getByText('A part of the site isn’t available').waitFor();
    expect(await violations(user.page)).toEqual([]);
    await user.page.unroute('**/api/orders');
    await main(user.page).getByText('You haven’t reserved a ticket yet').waitFor();
    await banner(user.page).getByText('A part of the site isn’t available').waitFor({ state: 'detached' });
  });

  it('keeps what was typed when it could not be sent', async () => {
    await fillTicket(user.page, 'Typed once');
    await user.page.route('**/api/tickets', (route) => route.fulfill(unavailable));
    await user.page.getByRole('button', { name: 'Put it on sale' }).click();
    await main(user.page).getByText('The service is shutting down').waitFor();
    expect(await user.page.getByLabel('What is it for?').inputValue()).toBe('Typed once');
    await user.page.unroute('**/api/tickets');
    await user.page.getByRole('button', { name: 'Put it on sale' }).click();
    await user.page.waitForURL(/\/tickets\/[0-9a-f]{24}$/);
  });

  it('reserves once when the answer gets lost and the button is pressed again', async () => {
    const buyer = await createUser(browser, 'Tara Novak');
    const ticket = await user.client.sell(5, 'Reserved once');
    await waitForReadModel('orders', 'tickets', ticket.id);
    const keys: (string | undefined)[] = [];
    let lost = true;
    await buyer.page.route('**/api/orders', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (!lost) return route.continue();
      // The service does it, and its answer gets lost.
      lost = (await route.fetch()).status() !== 201;
      return route.abort();
    });
    // News would tell that the ticket is theirs before they can press again.
    await buyer.page.route(/\/api\/notifications\/stream/, (route) => route.abort());
    await buyer.page.goto(`/tickets/${ticket.id}`);
    const button = buyer.page.getByRole('button', { name: 'Reserve', exact: true });
    await button.click();
    await main(buyer.page).getByText('The answer got lost').waitFor();
    await button.click();
    await buyer.page.waitForURL(/\/orders\//);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    const { body } = await buyer.client.get<unknown[]>('/api/orders');
    expect(body).toHaveLength(1);
    await buyer.context.close();
  });

  it('asks to sign in again where one is when the session has ended, and goes on from there', async () => {
    await fillTicket(user.page, 'Typed before the session ended');
    await user.context.clearCookies();
    await user.page.getByRole('button', { name: 'Put it on sale' }).click();
    const dialog = user.page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByLabel('Password').fill('the wrong password');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Password').fill(user.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    // What was refused is sent again by itself, with all that was typed.
    await user.page.getByRole('heading', { name: 'Typed before the session ended' }).waitFor();
    await user.page.waitForURL(/\/tickets\/[0-9a-f]{24}$/);
  });

  it('misses no toast and shows none twice while its live connection is cut again and again', async () => {
    const buyer = await createUser(browser, 'Jonas Weber');
    await user.page.goto('/');
    await user.page.getByRole('link', { name: /^Inbox/ }).waitFor();
    const told = new Map<string, number>();
    await user.page.exposeFunction('told', (text: string) => told.set(text, (told.get(text) ?? 0) + 1));
    await user.page.evaluate(`new MutationObserver((records) => {
      for (const record of records) for (const node of record.addedNodes)
        if (node.dataset && node.dataset.testid === 'toast') window.told(node.querySelector('strong').textContent);
    }).observe(document.querySelector('.toasts'), { childList: true })`);
    const news = (title: string): string => `Your ticket "${title}" is reserved`;
    const titles = ['One', 'Two', 'Three', 'Four', 'Five'].map((word) => `${word} of the storm`);
    for (const title of titles) {
      const ticket = await user.client.sell(5, title);
      await user.context.setOffline(true);
      await buyer.client.reserve(ticket.id);
      await user.context.setOffline(false);
      // Toasts give way to each other when there are more than three at once.
      await eventually(() => {
        expect(told.get(news(title))).toBeGreaterThan(0);
        return Promise.resolve();
      });
    }
    await eventually(() => {
      const reserved = titles.map((title) => told.get(news(title)));
      expect(reserved).toEqual([1, 1, 1, 1, 1]);
      return Promise.resolve();
    });
  });

  it('keeps one live connection, however long a page is looked at', async () => {
    const { page } = await anotherWindow(browser, user);
    const streams: string[] = [];
    page.on('request', (request) => request.url().includes('/stream') && streams.push(request.url()));
    const ticket = await user.client.sell(5, 'Looked at');
    await page.goto(`/tickets/${ticket.id}`);
    await main(page).getByText('Only you are looking').waitFor();
    // Ticket and room are asked for one after the other when the page comes slowly.
    await eventually(() => {
      for (const kind of ['tickets', 'rooms']) expect(streams.at(-1)).toContain(`${kind}=${ticket.id}`);
      return Promise.resolve();
    });
    const connects = streams.length;
    // Longer than the keepalives, the polls and the room's own beats are apart.
    const opened = Date.now();
    await eventually(() =>
      Date.now() - opened > 6_000 ? Promise.resolve() : Promise.reject(new Error('early')),
    );
    expect(streams.length).toBe(connects);
    expect(connects).toBeLessThanOrEqual(3);
    await page.context().close();
  });
});
