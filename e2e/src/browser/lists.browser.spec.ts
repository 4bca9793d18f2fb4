import type { Browser } from 'playwright-core';
import { eventually } from '@ticketing/harness';
import { describeInChromium, launch } from './chromium';
import { focused, layoutShift, watchLayoutShift } from './page-checks';
import { type TestUser, createUser } from './test-user';

describeInChromium('a list that changes while somebody looks at it', () => {
  let browser: Browser;
  let buyer: TestUser;
  let seller: TestUser;

  beforeAll(async () => {
    browser = await launch();
    [buyer, seller] = await Promise.all([
      createUser(browser, 'Jonas Weber'),
      createUser(browser, 'Mira Lang'),
    ]);
    await watchLayoutShift(buyer.context);
  });
  afterAll(() => browser?.close());

  const reserve = async (title: string): Promise<string> =>
    (await buyer.client.reserve((await seller.client.sell(20, title)).id)).id;

  const readInbox = async ({ client }: TestUser): Promise<unknown[]> =>
    (await client.get<unknown[]>('/api/notifications?limit=100')).body;
  const told = (title: string): Promise<void> =>
    eventually(async () => expect(JSON.stringify(await readInbox(buyer))).toContain(title));

  it('keeps what is shown in its place and has the news behind a button', async () => {
    const { page } = buyer;
    await reserve('The first concert');
    const messages = page.getByRole('article');
    await told('The first concert');
    await page.goto('/inbox');
    await messages.filter({ hasText: 'The first concert' }).first().waitFor();
    await page.getByRole('link', { name: /^Inbox, \d+ unread/ }).waitFor();
    const before = await layoutShift(page);
    const shown = await messages.allTextContents();

    await reserve('The second concert');
    await told('The second concert');
    // Others may tell everybody something meanwhile.
    const show = page.getByRole('button', { name: /^Show \d+ new$/ });
    await show.waitFor();
    expect(await messages.count()).toBe(shown.length);
    expect(await messages.filter({ hasText: 'The second concert' }).count()).toBe(0);
    expect((await layoutShift(page)).total - before.total).toBe(0);

    await show.focus();
    await page.keyboard.press('Enter');
    await messages.filter({ hasText: 'The second concert' }).first().waitFor();
    const titles = await messages.allTextContents();
    const place = (title: string): number => titles.findLastIndex((text) => text.includes(title));
    expect(place('The second concert')).toBeLessThan(place('The first concert'));
    // There is no button for what is shown, only for what may have come since.
    await eventually(async () => {
      const waits = (await show.count()) > 0;
      const [there, inbox] = [await messages.count(), await readInbox(buyer)];
      expect(waits && there === inbox.length).toBe(false);
    });
    await focused(page.getByRole('list', { name: 'Messages' }));
  });

  it('shows at once what changes within it', async () => {
    const { page } = buyer;
    const id = await reserve('The third concert');
    await page.goto('/orders');
    const order = page.getByRole('listitem').filter({ hasText: 'The third concert' });
    await order.getByText('left').waitFor();
    expect((await buyer.client.delete(`/api/orders/${id}`)).status).toBe(204);
    await order.getByText('Cancelled').waitFor();
    expect(await page.getByRole('button', { name: /^Show|This list has changed/ }).count()).toBe(0);
  });
});
