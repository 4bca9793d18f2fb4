import { OrderStatus } from '@ticketing/common/contracts';
import { signin, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { MAX_ATTEMPTS_PER_ORDER } from '../attempts/pay-order';
import { Payment } from '../models/payment';
import { givenOrder, published, type TestService, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const visa = 'pm_card_visa';
const asking = 'pm_card_threeDSecure2Required';

const postTo = ({ app }: TestService, body: object, userId = 'buyer') =>
  request(app)
    .post('/api/payments')
    .set('Cookie', signin({ id: userId }))
    .send(body);

describe('POST /api/payments', () => {
  const service = useTestService();
  const post = (body: object, userId?: string) => postTo(service, body, userId);
  let orderId: string;
  beforeEach(async () => {
    orderId = (await givenOrder())._id;
  });

  describe('with a good card', () => {
    it('charges the price in cents, once, under the key of the first attempt', async () => {
      const { _id: orderId } = await givenOrder({ price: 19.99 });
      const { body } = await post({ orderId, token: visa }).expect(201);
      expect(body).toEqual({ id: expect.any(String), status: 'succeeded' });
      expect(service.fake.findIntents(orderId)).toEqual([
        expect.objectContaining({ amount: 1999, currency: 'usd', charges: 1 }),
      ]);
      expect(service.fake.asked('create').map((each) => each.idempotencyKey)).toEqual([`${orderId}-1`]);
    });

    it('publishes payment:created at version 0, with the amount as ticket prices have it', async () => {
      const { _id: orderId } = await givenOrder({ price: 19.99 });
      const { body } = await post({ orderId, token: visa }).expect(201);
      expect(await published(service.outbox, 'payment:created')).toEqual([
        {
          id: body.id,
          version: 0,
          orderId,
          stripeId: service.fake.findIntents(orderId)[0]?.id,
          userId: 'buyer',
          amount: 19.99,
        },
      ]);
    });

    it('takes a token of the card field as well', async () => {
      await post({ orderId, token: 'tok_visa' }).expect(201);
      expect(service.fake.findIntents(orderId)).toMatchObject([
        { paymentMethod: 'pm_card_visa', charges: 1 },
      ]);
    });

    it('keeps neither the token nor the client secret', async () => {
      await post({ orderId, token: visa }).expect(201);
      const stored = JSON.stringify(await Payment.find().lean());
      expect(stored).toContain(orderId);
      expect(stored).not.toContain(visa);
      expect(stored).not.toContain('_secret_');
    });

    it('records each step, with who and when', async () => {
      await post({ orderId, token: visa }).expect(201);
      const payment = await Payment.findOne({ orderId }).lean();
      expect(payment?.history.map(({ status, by }) => [status, by])).toEqual([
        ['created', { id: 'buyer', role: 'buyer' }],
        ['charging', { id: 'buyer', role: 'buyer' }],
        ['succeeded', { id: 'buyer', role: 'buyer' }],
      ]);
    });

    it('answers 400 the second time', async () => {
      await post({ orderId, token: visa }).expect(201);
      const { body } = await post({ orderId, token: visa }).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ field: 'orderId', code: 'order_paid' })]);
      expect(service.fake.findIntents(orderId)).toHaveLength(1);
    });

    it('replays the first answer under the same Idempotency-Key', async () => {
      const first = await post({ orderId, token: visa }).set('Idempotency-Key', 'once').expect(201);
      const again = await post({ orderId, token: visa }).set('Idempotency-Key', 'once').expect(201);
      expect(again.body).toEqual(first.body);
      expect(service.fake.asked('confirm')).toHaveLength(1);
    });

    it('charges once when it is posted ten times at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => post({ orderId, token: visa }).then(({ status }) => status)),
      );
      expect(answers.filter((status) => status === 201)).toHaveLength(1);
      // 503: the bank was too slow for this one, and nothing was taken for it.
      expect(answers.filter((status) => ![201, 202, 400, 503].includes(status))).toEqual([]);
      expect(service.fake.findIntents(orderId)).toMatchObject([{ charges: 1 }]);
      expect(await published(service.outbox, 'payment:created')).toHaveLength(1);
    });
  });

  describe('with a card that is refused', () => {
    it("answers 400 with Stripe's reason and leaves the order as it is", async () => {
      const { body } = await post({ orderId, token: 'pm_card_chargeDeclinedInsufficientFunds' }).expect(400);
      expect(body.errors).toEqual([
        { message: 'Your card has insufficient funds.', field: 'token', code: 'insufficient_funds' },
      ]);
      expect(await Payment.find({ orderId }).lean()).toMatchObject([{ status: 'refused', blocking: false }]);
      for (const subject of ['payment:created', 'payment:pending']) {
        expect(await published(service.outbox, subject)).toEqual([]);
      }
    });

    it('does not tell that the card is known as stolen', async () => {
      const { body } = await post({ orderId, token: 'tok_chargeDeclinedStolenCard' }).expect(400);
      expect(body.errors[0]).toMatchObject({ message: 'Your card was declined.', code: 'card_declined' });
    });

    it('lets the next card be tried, as an attempt of its own', async () => {
      await post({ orderId, token: 'pm_card_chargeDeclined' }).expect(400);
      await post({ orderId, token: visa }).expect(201);
      expect(service.fake.asked('create').map((each) => each.idempotencyKey)).toEqual([
        `${orderId}-1`,
        `${orderId}-2`,
      ]);
    });

    it('answers 400 for a card that Stripe does not know, in plain words', async () => {
      const { body } = await post({ orderId, token: 'pm_unknown' }).expect(400);
      expect(body.errors[0]).toMatchObject({ field: 'token', code: 'resource_missing' });
      expect(body.errors[0].message).not.toContain('pm_unknown');
    });

    it.each([0.49, 1_000_000])(
      'asks Stripe for nothing when the price is %d, which no card is charged',
      async (price) => {
        const { _id: orderId } = await givenOrder({ price });
        const { body } = await post({ orderId, token: visa }).expect(400);
        expect(body.errors).toEqual([expect.objectContaining({ field: 'orderId', code: 'not_payable' })]);
        expect(service.fake.asked('create')).toEqual([]);
      },
    );

    it(`stops after ${MAX_ATTEMPTS_PER_ORDER} refusals of one order`, async () => {
      const order = await givenOrder();
      const at = Date.now();
      const payments = Array.from({ length: MAX_ATTEMPTS_PER_ORDER }, (_, index) => ({
        orderId: order._id,
        ticketId: order.ticketId,
        userId: 'buyer',
        attempt: index + 1,
        idempotencyKey: `${order._id}-${index + 1}`,
        amountCents: 2_000,
        currency: 'usd',
        tokenHash: 'x',
        status: 'refused' as const,
        blocking: false,
        createdAt: new Date(at),
        history: [],
      }));
      await Payment.insertMany(payments);
      const { body } = await post({ orderId: order._id, token: visa }).expect(400);
      expect(body.errors[0]).toMatchObject({ code: 'too_many_attempts' });
      expect(service.fake.asked('create')).toHaveLength(0);
    });

    it('answers 429 to a user whose cards were refused 30 times within the hour', async () => {
      for (let time = 0; time < 30; time += 1) await post({ orderId: 'x', token: visa }).expect(400);
      const { headers } = await post({ orderId: 'x', token: visa }).expect(429);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    });
  });

  describe('when the bank asks', () => {
    it('answers 202 with what the browser needs, and tells that the payment is pending for ten minutes', async () => {
      const { body } = await post({ orderId, token: asking }).expect(202);
      const [intent] = service.fake.findIntents(orderId);
      expect(body).toEqual({
        id: expect.any(String),
        status: 'requires_action',
        clientSecret: `${intent?.id}_secret_fake`,
        until: expect.any(String),
      });
      expect(Date.parse(body.until as string)).toBeLessThanOrEqual(Date.now() + 600_000);
      expect(Date.parse(body.until as string)).toBeGreaterThan(Date.now() + 590_000);
      expect(await published(service.outbox, 'payment:pending')).toEqual([
        { id: body.id, version: 0, orderId, until: body.until },
      ]);
    });

    it('continues the same payment when the same card is posted again', async () => {
      const first = await post({ orderId, token: asking }).expect(202);
      const again = await post({ orderId, token: asking }).expect(202);
      expect(again.body).toEqual(first.body);
      expect(service.fake.findIntents(orderId)).toHaveLength(1);
      expect(await published(service.outbox, 'payment:pending')).toHaveLength(1);
    });

    it('keeps no secret of the bank under an Idempotency-Key, and continues the payment instead', async () => {
      const ask = () => post({ orderId, token: asking }).set('Idempotency-Key', 'asked').expect(202);
      const { body } = await ask();
      const kept = await mongoose.connection.collection('idempotency_keys').find().toArray();
      expect(JSON.stringify(kept)).not.toContain(body.clientSecret);
      expect((await ask()).body).toEqual(body);
      expect(service.fake.findIntents(orderId)).toHaveLength(1);
    });

    it('closes the payment for good before another card is charged', async () => {
      await post({ orderId, token: asking }).expect(202);
      await post({ orderId, token: visa }).expect(201);
      const [first, second] = service.fake.findIntents(orderId);
      expect(first).toMatchObject({ status: 'canceled', charges: 0 });
      expect(second).toMatchObject({ status: 'succeeded', charges: 1 });
      service.fake.ledger.authenticate(first?.id ?? '', true);
      expect(first?.charges).toBe(0);
    });

    it('answers 201 when the buyer has answered the bank meanwhile, and does not charge the other card', async () => {
      const first = await post({ orderId, token: asking }).expect(202);
      service.fake.ledger.authenticate(service.fake.findIntents(orderId)[0]?.id ?? '', true);
      const { body } = await post({ orderId, token: visa }).expect(201);
      expect(body).toEqual({ id: first.body.id, status: 'succeeded' });
      expect(service.fake.findIntents(orderId)).toHaveLength(1);
    });
  });

  describe('when Stripe gives no clear answer', () => {
    it.each([
      ['it fails', { kind: 'status', status: 500 } as const],
      ['the connection breaks', { kind: 'drop-before' } as const],
    ])(
      'answers 503 when %s before it is asked to charge: nothing was taken, and the next try may',
      async (_, fault) => {
        service.fake.faults.plan('create', fault, 2);
        const { body, headers } = await post({ orderId, token: visa }).expect(503);
        expect(body.errors[0]).toMatchObject({ code: 'provider_unavailable' });
        expect(headers['retry-after']).toBe('5');
        service.fake.faults.clear();
        await post({ orderId, token: visa }).expect(201);
        expect(service.fake.findIntents(orderId).map(({ charges }) => charges)).toContain(1);
      },
    );

    it('does not count the tries that never reached the card, neither for the order nor for the user', async () => {
      service.fake.faults.plan('create', { kind: 'status', status: 503 }, 31);
      for (let time = 0; time < 31; time += 1) await post({ orderId, token: visa }).expect(503);
      await post({ orderId, token: visa }).expect(201);
    });

    it('answers 202 processing when it fails while charging, and posting again charges nothing more', async () => {
      service.fake.faults.plan('confirm', { kind: 'drop-after' }, 2);
      service.fake.faults.plan('retrieve', { kind: 'status', status: 500 }, 1);
      const { body } = await post({ orderId, token: visa }).expect(202);
      expect(body).toEqual({ id: expect.any(String), status: 'processing' });
      const again = await post({ orderId, token: visa }).expect(202);
      expect(again.body).toEqual(body);
      expect(service.fake.findIntents(orderId)).toMatchObject([{ charges: 1 }]);
      expect(await published(service.outbox, 'payment:created')).toEqual([]);
    });

    it('answers 202 processing to too many requests, which Stripe has not carried out', async () => {
      service.fake.faults.plan('confirm', { kind: 'status', status: 429, code: 'rate_limit' });
      await post({ orderId, token: visa }).expect(202);
      expect(service.fake.findIntents(orderId)).toMatchObject([{ charges: 0 }]);
    });
  });

  describe('for an order that can not be paid', () => {
    it.each([
      ['complete', { status: OrderStatus.Complete }, 'order_paid'],
      ['cancelled', { status: OrderStatus.Cancelled }, 'order_cancelled'],
      ['past its expiry', { expiresAt: new Date(Date.now() - 1) }, 'order_expired'],
    ])('answers 400 when it is %s', async (_, state, code) => {
      const { _id: orderId } = await givenOrder(state);
      const { body } = await post({ orderId, token: visa }).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ field: 'orderId', code })]);
      expect(service.fake.requests).toEqual([]);
    });

    it('answers 401 when it is not the user’s, and 404 when there is none', async () => {
      await post({ orderId, token: visa }, 'stranger').expect(401);
      await post({ orderId: new mongoose.Types.ObjectId().toHexString(), token: visa }).expect(404);
      await request(service.app).post('/api/payments').send({ orderId, token: visa }).expect(401);
      expect(service.fake.requests).toEqual([]);
    });

    it('does not ask to charge when it was cancelled while the payment was prepared', async () => {
      let release = () => undefined as void;
      const prepared = new Promise<void>((resolve) => (release = resolve));
      service.fake.faults.plan('create', { kind: 'late', until: prepared });
      const paying = post({ orderId, token: visa }).then((response) => response);
      await waitFor(() => service.fake.asked('create').length === 1);
      await mongoose.connection
        .collection('orders')
        .updateOne({ _id: orderId as never }, { $set: { status: OrderStatus.Cancelled } });
      release();
      const { status, body } = await paying;
      expect(status).toBe(400);
      expect(body.errors[0]).toMatchObject({ code: 'order_ended' });
      expect(service.fake.asked('confirm')).toEqual([]);
      expect(service.fake.findIntents(orderId)).toMatchObject([{ status: 'canceled', charges: 0 }]);
    });
  });

  it.each([
    ['orderId', 'no order', { token: visa }],
    ['orderId', 'an order that is no id', { orderId: { $ne: null }, token: visa }],
    ['token', 'no token', { orderId: '665f1f77bcf86cd799439011' }],
    ['token', 'a card number', { orderId: '665f1f77bcf86cd799439011', token: '4242424242424242' }],
    ['token', 'a token that is no text', { orderId: '665f1f77bcf86cd799439011', token: ['tok_visa'] }],
    ['token', 'a path', { orderId: '665f1f77bcf86cd799439011', token: 'pm_../../refunds' }],
  ])('answers 400, naming %s: %s', async (field, _what, body) => {
    const response = await post(body).expect(400);
    const message = expect.stringMatching(`^${field} must be `) as string;
    expect(response.body.errors).toEqual([expect.objectContaining({ field, message })]);
    expect(JSON.stringify(response.body)).not.toContain('4242');
  });
});

describe('POST /api/payments when Stripe does not answer in time', () => {
  // What comes before the charge is to be done by then, however busy the machine is.
  const service = useTestService(3_000);

  it('answers 202 processing', async () => {
    const { _id: orderId } = await givenOrder();
    let release = () => undefined as void;
    const until = new Promise<void>((resolve) => (release = resolve));
    service.fake.faults.plan('confirm', { kind: 'late', until });
    await postTo(service, { orderId, token: visa }).expect(202);
    expect(await Payment.findOne({ orderId }).lean()).toMatchObject({ status: 'unknown', blocking: true });
    release();
  });
});
