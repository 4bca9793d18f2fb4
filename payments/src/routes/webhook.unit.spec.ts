import { waitFor } from '@ticketing/common/testing';
import { sign } from '@ticketing/infra';
import request from 'supertest';
import { Payment } from '../models/payment';
import { StripeEvent } from '../models/stripe-event';
import { givenOrder, published, useTestService, webhookSecret } from '../testing/test-app';

jest.mock('../nats-wrapper');

const asking = 'pm_card_threeDSecure2Required';

describe('POST /api/payments/webhook', () => {
  const service = useTestService();
  const send = (body: string, signature = sign(body, webhookSecret)) =>
    request(service.app)
      .post('/api/payments/webhook')
      .set('Content-Type', 'application/json')
      .set('Stripe-Signature', signature)
      .send(body);
  const begin = async (token: string): Promise<{ orderId: string; intentId: string }> => {
    service.fake.webhooks.events.length = 0;
    const { _id: orderId } = await givenOrder();
    await service.payOrder.pay({ orderId, userId: 'buyer', token });
    return { orderId, intentId: service.fake.findIntents(orderId)[0]?.id ?? '' };
  };
  const makeEvent = (type: string): string =>
    service.fake.webhooks.events.find((event) => event.type === type)?.body ?? '';
  const handled = () =>
    waitFor(
      async () => (await StripeEvent.countDocuments({ handledAt: null })) === 0 && StripeEvent.exists({}),
    );

  it('completes a payment once the buyer has answered the bank', async () => {
    const { orderId, intentId } = await begin(asking);
    service.fake.ledger.authenticate(intentId, true);
    await send(makeEvent('payment_intent.succeeded')).expect(200);
    await handled();
    const payment = await Payment.findOne({ orderId }).lean();
    expect(payment).toMatchObject({ status: 'succeeded' });
    expect(payment?.history.at(-1)?.by).toMatchObject({ role: 'stripe', id: expect.stringMatching(/^evt_/) });
    expect(await published(service.outbox, 'payment:created')).toMatchObject([{ version: 1, orderId }]);
  });

  it('closes a payment at Stripe before it counts as refused, when the bank said no', async () => {
    const { orderId, intentId } = await begin(asking);
    service.fake.ledger.authenticate(intentId, false);
    await send(makeEvent('payment_intent.payment_failed')).expect(200);
    await handled();
    expect(service.fake.findIntents(orderId)).toMatchObject([{ status: 'canceled', charges: 0 }]);
    expect(await Payment.findOne({ orderId }).lean()).toMatchObject({
      status: 'refused',
      refusal: { code: 'payment_intent_authentication_failure' },
    });
  });

  it('changes nothing when an event is repeated, also at the same time', async () => {
    const { orderId, intentId } = await begin(asking);
    service.fake.ledger.authenticate(intentId, true);
    const event = makeEvent('payment_intent.succeeded');
    await Promise.all(Array.from({ length: 5 }, () => send(event).expect(200)));
    await handled();
    await send(event).expect(200);
    expect(await StripeEvent.countDocuments()).toBe(1);
    expect(await Payment.findOne({ orderId }).lean()).toMatchObject({ status: 'succeeded' });
    expect(await published(service.outbox, 'payment:created')).toHaveLength(1);
  });

  it('takes events in any order, for what counts is what Stripe has', async () => {
    const { orderId, intentId } = await begin(asking);
    service.fake.ledger.authenticate(intentId, true);
    await send(makeEvent('payment_intent.succeeded')).expect(200);
    await handled();
    await send(makeEvent('payment_intent.requires_action')).expect(200);
    await waitFor(async () => (await StripeEvent.countDocuments({ handledAt: { $ne: null } })) === 2);
    expect(await Payment.findOne({ orderId }).lean()).toMatchObject({ status: 'succeeded' });
  });

  it('records a refund that was made in Stripe’s dashboard', async () => {
    const { orderId, intentId } = await begin('pm_card_visa');
    service.fake.ledger.refund(intentId);
    await send(makeEvent('charge.refunded')).expect(200);
    await handled();
    expect(await Payment.findOne({ orderId }).lean()).toMatchObject({
      status: 'refunded',
      refund: { by: { role: 'stripe' } },
    });
    expect(await published(service.outbox, 'payment:refunded')).toMatchObject([{ version: 1, orderId }]);
  });

  it('answers 200 before Stripe can be asked, and handles the event later', async () => {
    const { orderId, intentId } = await begin(asking);
    service.fake.ledger.authenticate(intentId, true);
    service.fake.faults.plan('retrieve', { kind: 'status', status: 500 });
    await send(makeEvent('payment_intent.succeeded')).expect(200);
    await service.background.settled();
    expect(await StripeEvent.findOne().lean()).not.toHaveProperty('handledAt');
    service.advanceClock(6_000);
    await service.inbox.handleLeftBehind();
    expect(await Payment.findOne({ orderId }).lean()).toMatchObject({ status: 'succeeded' });
    expect(await StripeEvent.findOne().lean()).toHaveProperty('handledAt');
  });

  it('handles what was left behind however many before it can not be', async () => {
    const bad = Array.from({ length: 100 }, (_, n) => ({
      _id: `evt_bad_${n}`,
      type: 'charge.refunded',
      intentId: { not: 'to be looked for' },
      receivedAt: new Date(n),
    }));
    const good = {
      _id: 'evt_good',
      type: 'charge.refunded',
      intentId: 'pi_other',
      receivedAt: new Date(1_000),
    };
    await StripeEvent.collection.insertMany([...bad, good] as never[]);
    await service.inbox.handleLeftBehind();
    expect(await StripeEvent.distinct('_id', { handledAt: { $ne: null } })).toEqual([good._id]);
  });

  it('answers 200 to events of other payments and of other kinds', async () => {
    const body = (id: string, type: string, object: object) =>
      JSON.stringify({ id, object: 'event', type, data: { object } });
    await send(
      body('evt_1', 'payment_intent.succeeded', { object: 'payment_intent', id: 'pi_other' }),
    ).expect(200);
    await send(body('evt_2', 'customer.created', { object: 'customer', id: 'cus_1' })).expect(200);
    await handled();
    expect(await StripeEvent.countDocuments()).toBe(1);
  });

  it.each(['charge.refunded', 'refund.failed', 'invoice.paid'])(
    'answers 200 to %s of money that no payment intent took, for Stripe would send it again for days',
    async (type) => {
      const object = { object: 'charge', id: 'ch_other', payment_intent: null };
      await send(JSON.stringify({ id: 'evt_3', object: 'event', type, data: { object } })).expect(200);
      expect(await StripeEvent.countDocuments()).toBe(0);
    },
  );

  describe('answers 400, and believes nothing,', () => {
    const signatures: [string, (body: string) => string][] = [
      ['without a signature', () => ''],
      ['with a signature of another secret', (body) => sign(body, 'whsec_other')],
      ['with a signature of another body', (body) => sign(`${body} `, webhookSecret)],
      ['with a signature of yesterday', (body) => sign(body, webhookSecret, Date.now() / 1_000 - 86_400)],
    ];

    it.each(signatures)('%s', async (_what, signature) => {
      const { orderId, intentId } = await begin(asking);
      service.fake.ledger.authenticate(intentId, true);
      const event = makeEvent('payment_intent.succeeded');
      const { body } = await send(event, signature(event)).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ code: 'invalid_signature' })]);
      expect(await StripeEvent.countDocuments()).toBe(0);
      expect(await Payment.findOne({ orderId }).lean()).toMatchObject({ status: 'requires_action' });
    });
  });
});
