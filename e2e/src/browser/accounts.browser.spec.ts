import type { Browser, Page } from 'playwright-core';
import { eventually, waitForReadModel } from '@ticketing/harness';
import { describeInChromium, launch } from './chromium';
import { type TestUser, createUser } from './test-user';

describeInChromium('two tabs of one browser', () => {
  let browser: Browser;
  let ann: TestUser;
  let seller: TestUser;

  beforeAll(async () => {
    browser = await launch();
    [ann, seller] = await Promise.all([createUser(browser, 'Ann Holm'), createUser(browser, 'Mira Lang')]);
  });
  afterAll(() => browser?.close());

  const account = (page: Page, name: string) => page.getByRole('button', { name: `Account of ${name}` });

  async function signOut(page: Page, name: string): Promise<void> {
    await account(page, name).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
  }

  async function signIn(page: Page, who: TestUser): Promise<void> {
    await page.goto('/signin');
    await page.getByLabel('Email').fill(who.email);
    await page.getByLabel('Password').fill(who.password);
    await page.keyboard.press('Enter');
    await account(page, who.name).waitFor();
  }

  it('agree at once on who is signed in, and keep nothing of who was', async () => {
    const ben = await createUser(browser, 'Ben Falk');
    const ticket = await seller.client.sell(5, 'Held by Ben');
    await ben.client.reserve(ticket.id);
    await ben.page.goto('/orders');
    await ben.page.getByText('Held by Ben').first().waitFor();
    // Nobody looks at it: what it hears of the other tab is all that it learns.
    const second = await ben.context.newPage();
    await second.goto('/');

    await signOut(second, ben.name);
    await ben.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await ben.page.getByText('Held by Ben').count()).toBe(0);

    await signIn(second, ann);
    await account(ben.page, ann.name).waitFor();
    await ben.page.getByText('You haven’t reserved a ticket yet').waitFor();
    expect(await ben.page.getByText('Held by Ben').count()).toBe(0);
    expect(await account(ben.page, ben.name).count()).toBe(0);
    await ben.context.close();
  });

  it('show who signed in last, when one of them still showed another', async () => {
    const ben = await createUser(browser, 'Ben Falk');
    const second = await ben.context.newPage();
    await second.goto('/signin');
    await account(second, ben.name).waitFor();
    await ben.page.goto('/preferences');
    await account(ben.page, ben.name).waitFor();
    await ben.context.clearCookies();
    await signIn(second, ann);
    await account(ben.page, ann.name).waitFor();
    await eventually(async () => expect(await ben.page.getByText(ben.email).count()).toBe(0));
    await ben.context.close();
  });

  it('never let one act as the account that the other one has signed in to', async () => {
    const ben = await createUser(browser, 'Ben Falk');
    const ticket = await seller.client.sell(5, 'Wanted by Ben');
    await waitForReadModel('orders', 'tickets', ticket.id);
    await ben.page.goto(`/tickets/${ticket.id}`);
    const reserve = ben.page.getByRole('button', { name: 'Reserve', exact: true });
    await reserve.waitFor();
    await account(ben.page, ben.name).waitFor();
    // The browser's session is changed where no tab hears of it.
    const { email, password } = ann;
    const answer = await ben.context.request.post('/api/users/signin', { data: { email, password } });
    expect(answer.status()).toBe(200);
    const [refused] = await Promise.all([
      ben.page.waitForResponse((response) => new URL(response.url()).pathname === '/api/orders'),
      reserve.click(),
    ]);
    expect(refused.status()).toBe(409);
    await account(ben.page, ann.name).waitFor();
    for (const { client } of [ann, ben])
      expect((await client.get<unknown[]>('/api/orders')).body).toHaveLength(0);
    await ben.context.close();
  });
});
