import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { eventually, waitForReadModel } from '@ticketing/harness';
import { describeInChromium, launch } from './chromium';
import { focused, main, violations } from './page-checks';
import { administrator, type TestUser, createUser } from './test-user';

/** What was said in a ticket's thread; a toast may tell of it, too. */
const said = (page: Page, text: string) => page.locator('.bubble').getByText(text);

describeInChromium('the help desk in the browser', () => {
  let browser: Browser;
  let admin: TestUser;
  let engineer: TestUser;
  let customer: TestUser;

  beforeAll(async () => {
    browser = await launch();
    admin = await administrator(browser);
    engineer = await createUser(browser, 'Ada Lin', { role: 'engineer' });
    customer = await createUser(browser, 'Jonas Weber');
  });
  afterAll(() => browser?.close());

  it('lets an admin approve an engineer', async () => {
    await engineer.page.goto('/support');
    await main(engineer.page).getByText('An admin has yet to approve your account').waitFor();
    await admin.page.goto('/inbox');
    await main(admin.page).getByText(`Ada Lin (${engineer.email})`).waitFor();
    await admin.page
      .locator('article')
      .filter({ hasText: engineer.email })
      .getByRole('link', { name: 'An engineer waits for approval' })
      .click();
    await admin.page.getByRole('button', { name: `Approve ${engineer.email}` }).click();
    const question = admin.page.getByRole('dialog', { name: 'Approve Ada Lin as an engineer?' });
    await question.getByRole('button', { name: 'Approve' }).click();
    await admin.page.getByTestId('toast').getByText('Ada Lin is now approved as engineer').waitFor();
    // The open page learns of it by itself.
    await engineer.page.getByRole('form', { name: 'Filter' }).waitFor();
    await engineer.page.getByTestId('toast').getByText('Your account is approved').waitFor();
    expect(await main(engineer.page).getByText('An admin has yet to approve your account').count()).toBe(0);
  });

  it('takes a report from an order’s page to its close', async () => {
    const seller = await createUser(browser, 'Mira Lang');
    const ticket = await seller.client.sell(15, 'Trouble with it');
    const order = await customer.client.reserve(ticket.id);
    await waitForReadModel('support', 'orders', order.id);
    // Other people's tickets may be this engineer's, too.
    const title = `Transaction error ${randomUUID().slice(0, 8)}`;

    await customer.page.goto(`/orders/${order.id}`);
    await customer.page.getByRole('link', { name: 'Report trouble with this order' }).click();
    await main(customer.page).getByText('We attach your order').waitFor();
    await customer.page.getByRole('button', { name: 'Send it' }).click();
    await main(customer.page).getByText('Say in a few words what is wrong.').waitFor();
    await customer.page.getByLabel('What is wrong?').fill(title);
    await customer.page
      .getByLabel('What happened?')
      .fill('Money got deducted but transaction ended in error');
    await customer.page.getByRole('button', { name: 'Send it' }).click();
    await customer.page.waitForURL(/\/support\/[0-9a-f]{24}$/);
    const path = new URL(customer.page.url()).pathname;
    await customer.page.getByRole('link', { name: 'this order' }).waitFor();

    await admin.page.goto(path);
    const choice = admin.page.getByLabel('Engineer', { exact: true });
    // It is given to somebody at once. Choosing another before would meet that; choosing the same would change nothing.
    await eventually(async () => expect(await choice.inputValue()).not.toBe(''));
    if ((await choice.inputValue()) !== engineer.client.id) {
      await choice.selectOption(engineer.client.id);
      await main(admin.page)
        .getByText(/changed the engineer|set the engineer/)
        .first()
        .waitFor();
    }

    await engineer.page.goto('/support?assignee=me');
    await engineer.page.locator('a.line-item').filter({ hasText: title }).click();
    await engineer.page.getByRole('link', { name: 'this order' }).click();
    await main(engineer.page).getByText('only its buyer can pay or cancel it').waitFor();
    await engineer.page.getByRole('heading', { name: 'Trouble with it' }).waitFor();
    expect(
      await main(engineer.page)
        .getByRole('button', { name: /pay|cancel/i })
        .count(),
    ).toBe(0);
    await engineer.page.goBack();
    await engineer.page.getByLabel('Your reply').fill('I look into it.');
    await engineer.page.getByRole('button', { name: 'Send', exact: true }).click();
    await said(customer.page, 'I look into it.').waitFor();
    await engineer.page.getByLabel('Your reply').fill('The bank was slow today.');
    await engineer.page.getByLabel('Note for the help desk only').check();
    await engineer.page.getByRole('button', { name: 'Send', exact: true }).click();
    await main(engineer.page).getByText('not shown to the customer').waitFor();

    await customer.page.getByLabel('Your reply').fill('Thank you!');
    await customer.page.getByRole('button', { name: 'Send', exact: true }).click();
    await said(engineer.page, 'Thank you!').waitFor();
    await focused(customer.page.getByRole('heading', { level: 1 }));
    expect(await main(customer.page).getByText('The bank was slow').count()).toBe(0);

    await engineer.page.getByLabel('Status').selectOption('CLOSED');
    await engineer.page.getByTestId('support-state').getByText('Closed').waitFor();
    await customer.page.getByTestId('support-state').getByText('Closed').waitFor();
    await main(customer.page).getByText('your reply opens it again').waitFor();
    await main(engineer.page)
      .getByText(/changed the status from .* to Closed/)
      .waitFor();
    await engineer.page.goto('/support');
    const reports = engineer.page.getByRole('main');
    await reports.getByText(/^\d+ reports?$/).waitFor();
    expect(await reports.getByText(title).count()).toBe(0);
    await engineer.page.getByRole('link', { name: 'Closed', exact: true }).click();
    await reports.getByText(title).waitFor();
    expect(await violations(engineer.page)).toEqual([]);
    await main(customer.page).getByText('delivered').first().waitFor();
  });

  it('keeps both from overwriting what the other changed', async () => {
    const { body } = await customer.client.post<{ id: string; version: number }>('/crm/api/v1/tickets', {
      title: 'Edited by two',
      description: 'At the same time',
    });
    await admin.page.goto(`/support/${body.id}`);
    await admin.page.getByLabel('Priority').waitFor();
    // The page learns of changes by itself: without its live connection it still shows what was.
    await admin.context.setOffline(true);
    await customer.client.put(`/crm/api/v1/tickets/${body.id}`, { title: 'Edited by one first' });
    await admin.page.route('**/crm/api/v1/tickets/**', (route) =>
      route.request().method() === 'GET' ? route.abort() : route.continue(),
    );
    await admin.context.setOffline(false);
    await admin.page.getByLabel('Priority').selectOption('1');
    await main(admin.page).getByText('Somebody changed this ticket just before you').waitFor();
    await admin.page.unroute('**/crm/api/v1/tickets/**');
    await admin.page.getByRole('heading', { name: 'Edited by one first' }).waitFor();
  });

  it('had nothing to complain of', () => {
    const unexpected = [admin, engineer, customer]
      .flatMap(({ complaints }) => complaints)
      .filter((complaint) => !/net::ERR_(INTERNET_DISCONNECTED|FAILED)/.test(complaint));
    expect(unexpected).toEqual([]);
  });
});
