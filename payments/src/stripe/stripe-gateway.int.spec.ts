import { FakeStripe, type RunningServer, startStripeMock } from '@ticketing/infra';
import type { ChargeRequest } from './gateway';
import { createStripe } from './stripe-client';
import { StripeGateway } from './stripe-gateway';

const gatewayTo = (apiBase: string) =>
  new StripeGateway(createStripe({ key: 'sk_test_specs', apiBase, timeoutMs: 5_000 }), 'whsec_for_specs');
const request = (more: Partial<ChargeRequest> = {}): ChargeRequest => ({
  amountCents: 1_999,
  currency: 'usd',
  token: 'pm_card_visa',
  idempotencyKey: `order-${Math.random()}`,
  description: 'Order 1',
  metadata: { orderId: '1', paymentId: '2' },
  ...more,
});

/** What every server that stands in for Stripe has to do. */
const servers = [
  [
    'stripe-mock, which answers Stripe’s own description',
    async () => {
      const server: RunningServer = await startStripeMock();
      return { url: server.url, stop: () => server.stop() };
    },
  ],
  [
    'the fake with a memory',
    async () => {
      const fake = await new FakeStripe().start();
      return { url: fake.url, stop: () => fake.stop() };
    },
  ],
] as const;

describe.each(servers)('the gateway to %s', (_name, start) => {
  let gateway: StripeGateway;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const server = await start();
    gateway = gatewayTo(server.url);
    stop = server.stop;
  });
  afterAll(() => stop());

  const prepared = async (more: Partial<ChargeRequest> = {}): Promise<string> => {
    const answer = await gateway.prepare(request(more));
    if ('refusal' in answer) throw new Error(answer.refusal.message);
    return answer.intentId;
  };

  it.each(['pm_card_visa', 'tok_visa'])('charges %s', async (token) => {
    const intentId = await prepared({ token });
    expect(intentId).toMatch(/^pi_/);
    expect(await gateway.confirm(intentId, `${intentId}-confirm`)).toMatchObject({
      intentId,
      status: 'succeeded',
      refunded: false,
      clientSecret: expect.any(String),
    });
    expect(await gateway.retrieve(intentId)).toMatchObject({ status: 'succeeded' });
  });

  it('gives the money back', async () => {
    const intentId = await prepared();
    await gateway.confirm(intentId, `${intentId}-confirm`);
    expect(await gateway.refund(intentId, `${intentId}-refund`, metadata)).toMatchObject({
      refundId: expect.stringMatching(/^re_/),
      status: 'accepted',
    });
  });

  it('tells what a payment is when it is too late to close it', async () => {
    const intentId = await prepared();
    await gateway.confirm(intentId, `${intentId}-confirm`);
    expect(await gateway.cancel(intentId)).toMatchObject({ intentId, status: 'succeeded' });
  });

  it('is refused an amount that is no whole number of cents', async () => {
    expect(await gateway.prepare(request({ amountCents: 0.5 }))).toHaveProperty('refusal');
  });
});

const metadata = { paymentId: '2', orderId: '1', refundId: 'last' };

describe('the gateway to nobody', () => {
  it('never takes silence for an answer', async () => {
    const gateway = gatewayTo('http://127.0.0.1:9');
    await expect(gateway.prepare(request())).rejects.toThrow('no clear answer to prepare');
    await expect(gateway.confirm('pi_1', 'key')).rejects.toThrow('no clear answer to confirm');
    await expect(gateway.retrieve('pi_1')).rejects.toThrow('no clear answer to retrieve');
    await expect(gateway.cancel('pi_1')).rejects.toThrow('no clear answer to cancel');
    await expect(gateway.refund('pi_1', 'key', metadata)).rejects.toThrow('no clear answer to refund');
  });
});
