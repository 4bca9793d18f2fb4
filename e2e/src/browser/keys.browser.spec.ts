import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { eventually, waitForReadModel } from '@ticketing/harness';
import { describeInChromium, launch } from './chromium';
import { focused, hasFocus, main, tabTo } from './page-checks';
import { openWindow, type TestUser, createUser } from './test-user';

describeInChromium('the client without a mouse', () => {
  let browser: Browser;
  let user: TestUser;
  let buyer: TestUser;

  beforeAll(async () => {
    browser = await launch();
    [user, buyer] = await Promise.all([createUser(browser, 'Mira Lang'), createUser(browser, 'Jonas Weber')]);
  });
  afterAll(() => browser?.close());

  it('finds a ticket, and back to the search', async () => {
    const title = `Found by keys ${randomUUID().slice(0, 8)}`;
    await user.client.sell(5, title);
    const { page } = await openWindow(browser);
    await page.goto('/');
    await page.locator('.stub').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    const search = page.getByRole('searchbox', { name: 'Search' });
    await page.waitForURL(/#main$/);
    await page.keyboard.press('Tab');
    expect(await hasFocus(search)).toBe(true);
    await page.keyboard.type(title.toLowerCase());
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=found\+by\+keys/);
    // The list of before stays until the one that is searched for is there.
    await eventually(async () => expect(await page.locator('.stub').count()).toBe(1));
    await main(page).getByRole('link', { name: title }).press('Enter');
    await page.waitForURL(/\/tickets\//);
    await focused(page.getByRole('heading', { level: 1, name: title }));
    await page.goBack();
    await page.waitForURL(/q=found\+by\+keys/);
    await eventually(async () => expect(await search.inputValue()).toBe(title.toLowerCase()));
  });

  it('reserves, pays and cancels', async () => {
    const { page } = buyer;
    const [paid, dropped] = await Promise.all([
      user.client.sell(5, 'Paid by key'),
      user.client.sell(5, 'Dropped by key'),
    ]);
    await waitForReadModel('orders', 'tickets', paid.id);
    await page.goto(`/tickets/${paid.id}`);
    await tabTo(page.getByRole('button', { name: 'Reserve', exact: true }));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/orders\//);
    await waitForReadModel('payments', 'orders', page.url().split('/').at(-1) ?? '');
    const card = page.getByLabel('Test card');
    await tabTo(card);
    const first = await card.inputValue();
    await page.keyboard.press('ArrowDown');
    expect(await card.inputValue()).not.toBe(first);
    await page.keyboard.press('ArrowUp');
    await tabTo(page.getByRole('button', { name: 'Pay $5.00' }));
    await page.keyboard.press('Enter');
    await page.getByTestId('order-state').getByText('Paid').waitFor();

    const order = await buyer.client.reserve(dropped.id);
    await page.goto(`/orders/${order.id}`);
    const cancel = page.getByRole('button', { name: 'Cancel the order' });
    await tabTo(cancel);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await focused(cancel);
    await page.keyboard.press('Enter');
    await tabTo(dialog.getByRole('button', { name: 'Cancel the order' }));
    await page.keyboard.press('Enter');
    await main(page).getByText('You cancelled it').waitFor();
  });

  it('goes through the menu, chooses what to hear of, and writes to the help desk', async () => {
    const { page } = buyer;
    await page.goto('/');
    await tabTo(page.getByRole('button', { name: /^Account of/ }));
    await page.keyboard.press('Enter');
    await tabTo(page.getByRole('link', { name: 'Settings' }));
    await page.keyboard.press('Enter');
    await focused(page.getByRole('heading', { level: 1, name: 'Profile' }));
    await tabTo(page.getByRole('link', { name: 'Preferences' }));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/preferences$/);
    const mail = page.getByRole('group', { name: 'News' }).getByLabel('Mail');
    await tabTo(mail);
    await page.keyboard.press('Space');
    await main(page).getByText('News by Mail: off. Saved.').waitFor();

    await page.goto('/support/new');
    await tabTo(page.getByLabel('What is wrong?'));
    await page.keyboard.type('No mouse');
    await tabTo(page.getByLabel('What happened?'));
    await page.keyboard.type('I have only keys');
    await tabTo(page.getByRole('button', { name: 'Send it' }));
    await page.keyboard.press('Space');
    await page.waitForURL(/\/support\/[0-9a-f]{24}$/);
    await tabTo(page.getByRole('button', { name: 'Close this ticket' }));
    await page.keyboard.press('Enter');
    await page.getByTestId('support-state').getByText('Closed').waitFor();
  });
});
