import { bearer, useTestDatabase, waitFor } from '@ticketing/common/testing';
import { type RunningServer, startStripeMock } from '@ticketing/infra';
import { Payment } from './models/payment';
import { type Replica, startReplica } from './testing/replica';
import { givenOrder } from './testing/test-app';

describe('with stripe-mock in Stripe’s place', () => {
  useTestDatabase();
  let stripe: RunningServer;
  let replica: Replica;

  beforeAll(async () => {
    stripe = await startStripeMock();
    replica = await startReplica({
      clientId: 'payments-stripe-mock',
      natsUrl: process.env['TEST_NATS_URL'] ?? '',
      clusterId: process.env['TEST_NATS_CLUSTER_ID'] ?? '',
      stripeUrl: stripe.url,
      webhookSecret: 'whsec_for_specs',
    });
  });
  afterAll(async () => {
    await replica.stop();
    await stripe.stop();
  });

  const post = async (
    user: string,
    path: string,
    body: object,
  ): Promise<{ status: number; body: { id: string; status: string } }> => {
    const response = await fetch(`${replica.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: bearer({ id: user }) },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { id: string; status: string } };
  };

  it.each(['pm_card_visa', 'tok_visa'])('an order is paid with %s, and refunded', async (token) => {
    const { _id: orderId } = await givenOrder({ price: 19.99 });
    const paid = await post('buyer', '/api/payments', { orderId, token });
    expect(paid).toMatchObject({ status: 201, body: { status: 'succeeded' } });
    const refunded = await post('seller', `/api/payments/${paid.body.id}/refund`, {});
    expect(refunded).toMatchObject({ status: 200, body: { status: 'refunded' } });
  });

  it('a payment that was left behind is found again', async () => {
    const { _id: orderId } = await givenOrder();
    await post('buyer', '/api/payments', { orderId, token: 'pm_card_visa' });
    const left = { status: 'charging', version: 0, checkAt: new Date() } as const;
    // A second history of the same events would be another payment's.
    await Payment.db.collection('outbox').deleteMany({});
    await Payment.updateOne({ orderId }, { $set: left });
    await waitFor(async () => (await Payment.findOne({ orderId }).lean())?.status === 'succeeded');
  });
});
