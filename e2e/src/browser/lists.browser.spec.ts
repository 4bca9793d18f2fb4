import type { Browser } from 'playwright-core';
import { eventually } from '../testing/eventually';
import { describeInChromium, launch } from './chromium';
import { hasFocus } from './keyboard';
import { type Person, person } from './person';
import { shiftsOf, watchShifts } from './shifts';

describeInChromium('a list that changes while somebody looks at it', () => {
  let browser: Browser;
  let buyer: Person;
  let seller: Person;

  beforeAll(async () => {
    browser = await launch();
    [buyer, seller] = await Promise.all([person(browser, 'Jonas Weber'), person(browser, 'Mira Lang')]);
    await watchShifts(buyer.context);
  }, 60_000);
  afterAll(() => browser?.close());

  const reserve = async (title: string): Promise<string> =>
    (await buyer.client.reserve((await seller.client.sell(20, title)).id)).id;

  it('keeps what is shown in its place and has the news behind a button', async () => {
    const { page } = buyer;
    await reserve('The first concert');
    const messages = page.getByRole('article');
    await eventually(async () => {
      await page.goto('/inbox');
      await messages.filter({ hasText: 'The first concert' }).waitFor({ timeout: 1_000 });
    }, 20_000);
    await page.getByRole('link', { name: /^Inbox, 1 unread/ }).waitFor();
    const before = await shiftsOf(page);

    await reserve('The second concert');
    const show = page.getByRole('button', { name: 'Show 1 new' });
    await show.waitFor();
    expect(await messages.count()).toBe(1);
    expect((await shiftsOf(page)).total - before.total).toBe(0);

    await show.focus();
    await page.keyboard.press('Enter');
    await messages.filter({ hasText: 'The second concert' }).waitFor();
    expect(await messages.first().textContent()).toContain('The second concert');
    expect(await messages.count()).toBe(2);
    await show.waitFor({ state: 'detached' });
    expect(await hasFocus(page.getByRole('list', { name: 'Messages' }))).toBe(true);
  }, 60_000);

  it('shows at once what changes within it', async () => {
    const { page } = buyer;
    const id = await reserve('The third concert');
    await page.goto('/orders');
    const order = page.getByRole('listitem').filter({ hasText: 'The third concert' });
    await order.getByText('left').waitFor();
    expect((await buyer.client.delete(`/api/orders/${id}`)).status).toBe(204);
    await order.getByText('Cancelled').waitFor();
    expect(await page.getByRole('button', { name: /^Show|This list has changed/ }).count()).toBe(0);
  }, 60_000);
});
