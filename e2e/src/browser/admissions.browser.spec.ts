import type { Browser, Page } from 'playwright-core';
import { eventually } from '@ticketing/harness';
import { violations } from './page-checks';
import { describeInChromium, launch } from './chromium';
import { createUser, type TestUser } from './test-user';

/** The code of what somebody has bought of a seller, as soon as it is issued. */
async function buy(buyer: TestUser, ticketId: string): Promise<{ id: string; code: string }> {
  const order = await buyer.client.reserve(ticketId);
  await eventually(async () => {
    const { status } = await buyer.client.post('/api/payments', { orderId: order.id, token: 'tok_visa' });
    if (status > 202) throw new Error(`paying answered ${status}`);
  });
  return eventually(async () => {
    const { body } = await buyer.client.get<{ id: string }[]>(`/api/admissions?orderId=${order.id}`);
    const [admission] = body;
    if (!admission) throw new Error('nothing is issued yet');
    return (await buyer.client.get<{ id: string; code: string }>(`/api/admissions/${admission.id}`)).body;
  });
}

async function check(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.keyboard.press('Enter');
}

describeInChromium('what one holds, and its door', () => {
  let browser: Browser;
  let seller: TestUser;
  let buyer: TestUser;

  beforeAll(async () => {
    browser = await launch();
    seller = await createUser(browser, 'Mira Lang');
    buyer = await createUser(browser, 'Jonas Weber', { viewport: { width: 390, height: 844 } });
  });
  afterAll(() => browser?.close());

  it('lets in once, with the network or without, and shows the holder', async () => {
    const ticket = await seller.client.sell(30, 'Harbour lights');
    const { code } = await buy(buyer, ticket.id);

    await buyer.page.goto('/admissions');
    await buyer.page.getByRole('list', { name: 'My tickets' }).waitFor();
    expect(await violations(buyer.page)).toEqual([]);
    await buyer.page.getByRole('list', { name: 'My tickets' }).getByRole('link').click();
    const state = buyer.page.getByTestId('admission-state');
    await state.getByText('Valid').waitFor();
    await buyer.page.getByRole('img', { name: 'The code for the door' }).waitFor();
    expect(await violations(buyer.page)).toEqual([]);

    const { page, context } = seller;
    const verdict = page.getByTestId('verdict');
    await page.goto(`/door/${ticket.id}`);
    await page.getByText('0 of 1').waitFor();
    await page.getByLabel('This gate’s name').fill('B');
    await check(page, 'NO CODE OF OURS');
    await verdict.getByText('Unknown').waitFor();
    expect(await violations(page)).toEqual([]);

    await context.setOffline(true);
    await check(page, code);
    await verdict.getByText('Let in').waitFor();
    await verdict.getByText('By this device’s own list.').waitFor();
    expect(await violations(page)).toEqual([]);
    await check(page, code);
    await verdict.getByText(/^Already in at gate B at /).waitFor();
    await context.setOffline(false);
    await state.getByText('Used').waitFor();
    await page.getByText('still to be sent').waitFor({ state: 'detached' });
    await check(page, code);
    await verdict.getByText('By this device’s own list.').waitFor({ state: 'detached' });
    await verdict.getByText(/^Already in at gate B at /).waitFor();

    await page.getByLabel('Name or seat').fill('jonas');
    await page.getByRole('button', { name: 'Undo: Jonas Weber' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await state.getByText('Valid').waitFor();
    expect([...seller.complaints, ...buyer.complaints].filter((text) => !/ERR_INTERNET/.test(text))).toEqual(
      [],
    );
  });

  it('offers a ticket to somebody and takes that back', async () => {
    const { page } = buyer;
    await page.getByLabel('Their mail address').fill('ada@example.com');
    await page.getByRole('button', { name: 'Offer it' }).click();
    await page.getByText('Offered to ada@example.com').waitFor();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('button', { name: 'Offer it' }).waitFor();
  });
});
