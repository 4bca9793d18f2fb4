import type { Browser, BrowserContextOptions } from 'playwright-core';
import { eventually, waitForReadModel } from '@ticketing/harness';
import { main, violations } from './page-checks';
import { describeInChromium, launch } from './chromium';
import { anotherWindow, type TestUser, createUser, type Window } from './test-user';

/** Stands in for Stripe.js: a card field that is typed into elsewhere, and a bank that says yes. */
const stripeJs = `window.asked = [];
window.Stripe = (key) => ({
  elements: () => ({ create: () => ({ mount: (element) => { element.textContent = 'Card field of ' + key; }, destroy: () => {} }) }),
  createToken: async () => ({ token: { id: 'tok_visa' } }),
  handleNextAction: async ({ clientSecret }) => { window.asked.push(clientSecret); return {}; },
});`;

const json = (status: number, body: unknown) => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

describeInChromium('paying in the browser', () => {
  let browser: Browser;
  let seller: TestUser;
  let buyer: TestUser;

  beforeAll(async () => {
    browser = await launch();
    seller = await createUser(browser, 'Mira Lang');
    buyer = await createUser(browser, 'Jonas Weber');
  });
  afterAll(() => browser?.close());

  /** A fresh order's page, in a window whose network `prepare` may change. */
  const orderPage = async (
    prepare: (window: Window) => Promise<void>,
    options?: BrowserContextOptions,
  ): Promise<Window & { orderId: string; ticketId: string }> => {
    const ticket = await seller.client.sell(33, 'To be paid');
    const order = await buyer.client.reserve(ticket.id);
    await waitForReadModel('payments', 'orders', order.id);
    const window = await anotherWindow(browser, buyer, options);
    await prepare(window);
    await window.page.goto(`/orders/${order.id}`);
    return { ...window, orderId: order.id, ticketId: ticket.id };
  };
  const withCardField = async ({ page }: Window): Promise<void> => {
    await page.route('**/api/payments/config', (route) =>
      route.fulfill(json(200, { publishableKey: 'pk_test_1', mode: 'test' })),
    );
    await page.route('https://js.stripe.com/**', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: stripeJs }),
    );
  };

  it('says to pay at the venue where there are no payments', async () => {
    const { page, context } = await orderPage(async (window) => {
      await window.page.route('**/api/payments/**', (route) =>
        route.fulfill(json(404, { errors: [{ message: 'Not found' }] })),
      );
    });
    await main(page).getByText('Pay at the venue.').waitFor();
    await page.getByTestId('countdown').waitFor();
    await context.close();
  });

  it('tells why a card was refused, and the hold goes on', async () => {
    const { page, context } = await orderPage(() => Promise.resolve());
    const declined = [
      ['tok_chargeDeclined', 'Your card was declined.'],
      ['tok_chargeDeclinedInsufficientFunds', 'Your card has insufficient funds.'],
      ['tok_chargeDeclinedExpiredCard', 'Your card has expired.'],
      ['tok_chargeDeclinedIncorrectCvc', "Your card's security code is incorrect."],
      ['tok_chargeDeclinedProcessingError', 'An error occurred while processing your card.'],
    ] as const;
    for (const [token, reason] of declined) {
      await page.getByLabel('Test card').selectOption(token);
      await page.getByRole('button', { name: 'Pay $33.00' }).click();
      await page.getByRole('form', { name: 'Pay' }).getByText(reason).waitFor();
    }
    await page.getByTestId('countdown').waitFor();
    expect(await page.getByLabel('Test card').inputValue()).toBe('tok_chargeDeclinedProcessingError');
    await page.getByLabel('Test card').selectOption('tok_visa');
    await page.getByRole('button', { name: 'Pay $33.00' }).click();
    await page.getByTestId('order-state').getByText('Paid').waitFor();
    await context.close();
  });

  it('asks for the bank of a test card with 3-D Secure: refused, the hold goes on; confirmed, it is paid', async () => {
    const { page, context } = await orderPage(() => Promise.resolve());
    const payWithQuestion = async (token: string, answer: string): Promise<void> => {
      await page.getByLabel('Test card').selectOption(token);
      await page.getByRole('button', { name: 'Pay $33.00' }).click();
      await main(page).getByText('Your bank waits for you.').waitFor();
      await page.getByRole('button', { name: 'Confirm with your bank' }).click();
      await page.getByRole('dialog', { name: 'Is it you who pays?' }).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: answer }).click();
    };
    await payWithQuestion('tok_threeDSecure2Required', 'No, refuse it');
    await page.getByRole('alert').getByText('Your bank could not confirm that it is you.').waitFor();
    await payWithQuestion('tok_threeDSecureRequiredChargeDeclined', 'Yes, confirm it');
    await page.getByRole('alert').getByText('Your card was declined.').waitFor();
    await payWithQuestion('tok_threeDSecure2Required', 'Yes, confirm it');
    await page.getByTestId('order-state').getByText('Paid').waitFor();
    await context.close();
  });

  it('pays with Stripe’s card field, and the seller gives it back', async () => {
    // The page's policy names Stripe only where the server is given a publishable key.
    const { page, context, ticketId, orderId } = await orderPage(withCardField, { bypassCSP: true });
    await main(page).getByText('Card field of pk_test_1').waitFor();
    await page.getByRole('button', { name: 'Pay $33.00' }).click();
    await page.getByTestId('order-state').getByText('Paid').waitFor();

    await eventually(async () => {
      const { body } = await seller.client.get<unknown[]>(`/api/payments?orderId=${orderId}`);
      expect(body).toHaveLength(1);
    });
    await seller.page.goto(`/tickets/${ticketId}`);
    await seller.page.getByRole('button', { name: 'Refund the buyer' }).click();
    await seller.page.getByRole('dialog').getByRole('button', { name: 'Refund the buyer' }).click();
    await page.getByTestId('order-state').getByText('Refunded').waitFor();
    await main(page).getByText('Refunded by the seller', { exact: true }).waitFor();
    await seller.page.getByTestId('ticket-state').getByText('Available').waitFor();
    await context.close();
  });

  it('leads to the bank when it asks, also after the page was loaded anew', async () => {
    const { page, context, orderId } = await orderPage(
      async (window) => {
        await withCardField(window);
        await window.page.route('**/api/payments', (route) =>
          route.request().method() === 'POST'
            ? route.fulfill(
                json(202, { id: 'a'.repeat(24), status: 'requires_action', clientSecret: 'secret_1' }),
              )
            : route.continue(),
        );
      },
      { bypassCSP: true },
    );
    await main(page).getByText('Card field of').waitFor();
    await page.getByRole('button', { name: 'Pay $33.00' }).click();
    await page.waitForFunction('window.asked?.length === 1');

    // What orders and payments say while the bank asks; they wait for it.
    const expiresAt = new Date(Date.now() + 120_000).toISOString();
    const { body: order } = await buyer.client.get<object>(`/api/orders/${orderId}`);
    await page.route(`**/api/orders/${orderId}`, (route) =>
      route.fulfill(json(200, { ...order, status: 'awaiting:payment', expiresAt })),
    );
    await page.route('**/api/payments?orderId=*', (route) =>
      route.fulfill(
        json(200, [
          {
            id: 'a'.repeat(24),
            orderId,
            status: 'requires_action',
            amount: 33,
            createdAt: new Date().toISOString(),
          },
        ]),
      ),
    );
    await page.route('**/api/payments/*/client-secret', (route) =>
      route.fulfill(json(200, { clientSecret: 'secret_2' })),
    );
    await page.reload();
    await page.getByRole('button', { name: 'Confirm with your bank' }).click();
    await page.waitForFunction("window.asked?.includes('secret_2')");
    expect(await page.getByRole('button', { name: /^Pay / }).count()).toBe(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  });

  it('takes another card once the bank has said no, for the hold goes on', async () => {
    let asks = true;
    const refusal = { code: 'authentication_timed_out', message: 'Your bank was not answered in time.' };
    const { page, context, orderId } = await orderPage(
      async (window) => {
        await withCardField(window);
        await window.page.route('**/api/orders/*', async (route) => {
          const response = await route.fetch();
          const order = (await response.json()) as object;
          await route.fulfill({ response, json: { ...order, status: 'awaiting:payment' } });
        });
        await window.page.route('**/api/payments?orderId=*', (route) =>
          route.fulfill(
            json(200, [
              {
                id: 'a'.repeat(24),
                status: asks ? 'requires_action' : 'refused',
                amount: 33,
                createdAt: new Date().toISOString(),
                ...(asks ? {} : { refusal }),
              },
            ]),
          ),
        );
      },
      { bypassCSP: true },
    );
    await page.getByRole('button', { name: 'Confirm with your bank' }).waitFor();
    await page.getByRole('button', { name: 'Use another card' }).click();
    await main(page).getByText('Card field of').waitFor();

    asks = false;
    await page.getByRole('alert').getByText(refusal.message).waitFor();
    await page.getByRole('button', { name: 'Confirm with your bank' }).waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Pay $33.00' }).click();
    await page.getByTestId('order-state').getByText('Paid').waitFor();
    const { body: order } = await buyer.client.get<{ status: string }>(`/api/orders/${orderId}`);
    expect(order.status).toBe('complete');
    await context.close();
  });
});
