import { signin, testUser } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Payment } from '../models/payment';
import { givenOrder, published, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const admin = testUser({ id: 'boss', role: 'admin' });
const suspended = testUser({ id: 'suspended', role: 'admin', status: 'suspended' });
const seller = { id: 'seller' };

describe('POST /api/payments/:id/refund', () => {
  const service = useTestService();
  beforeEach(async () => {
    for (const user of [admin, suspended]) await service.directory.apply({ ...user, name: '', version: 0 });
  });
  const refund = (id: string, user: Parameters<typeof signin>[0] = seller, body: object = {}) =>
    request(service.app).post(`/api/payments/${id}/refund`).set('Cookie', signin(user)).send(body);
  const paid = async (): Promise<{ id: string; orderId: string }> => {
    const { _id: orderId } = await givenOrder({ price: 19.99 });
    const { payment } = await service.payOrder.pay({ orderId, userId: 'buyer', token: 'pm_card_visa' });
    return { id: payment._id.toString(), orderId };
  };

  it('gives the whole amount back, once, and says who did it, when and why', async () => {
    const { id, orderId } = await paid();
    const { body } = await refund(id, seller, { reason: ' The concert was called off ' }).expect(200);
    expect(body).toMatchObject({
      id,
      status: 'refunded',
      refund: {
        reason: 'The concert was called off',
        by: 'seller',
        requestedAt: expect.any(String),
        refundedAt: expect.any(String),
      },
    });
    expect(service.fake.findIntents(orderId)[0]?.refunds).toHaveLength(1);
    expect(service.fake.asked('refund').map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      `${id}-refund`,
    ]);
    const payment = await Payment.findById(id).lean();
    expect(payment?.refund).toMatchObject({ by: { id: 'seller', role: 'seller' } });
    expect(await published(service.outbox, 'audit:recorded')).toMatchObject([
      {
        action: 'payment.refund-requested',
        actor: 'seller',
        subject: 'buyer',
        after: { payment: id, order: orderId, cents: '1999', as: 'seller' },
      },
    ]);
    expect(payment?.history.slice(-2)).toMatchObject([
      { status: 'refunding', by: { id: 'seller', role: 'seller' }, reason: 'The concert was called off' },
      { status: 'refunded', at: expect.any(Date) },
    ]);
  });

  it('publishes payment:refunded as the next version, with the reason', async () => {
    const { id, orderId } = await paid();
    await refund(id, admin).expect(200);
    expect(await published(service.outbox, 'payment:refunded')).toEqual([
      {
        id,
        version: 1,
        orderId,
        stripeId: service.fake.findIntents(orderId)[0]?.id,
        userId: 'buyer',
        amount: 19.99,
        reason: 'Refunded by the platform',
      },
    ]);
  });

  it('does it once when it is asked ten times at once, and tells so each time', async () => {
    const { id, orderId } = await paid();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refund(id).then(({ status }) => status)),
    );
    expect(answers.every((status) => status === 200 || status === 202)).toBe(true);
    await refund(id, admin).expect(200);
    expect(service.fake.findIntents(orderId)[0]?.refunds).toHaveLength(1);
    expect(await published(service.outbox, 'payment:refunded')).toHaveLength(1);
  });

  it('answers 202 when Stripe gives no clear answer, and does it later', async () => {
    const { id, orderId } = await paid();
    service.fake.faults.plan('refund', { kind: 'drop-after' }, 2);
    const { body } = await refund(id).expect(202);
    expect(body.status).toBe('refunding');
    expect(await published(service.outbox, 'payment:refunded')).toEqual([]);
    service.advanceClock(60_000);
    await service.reconciler.turn();
    expect(await Payment.findById(id).lean()).toMatchObject({ status: 'refunded' });
    expect(service.fake.findIntents(orderId)[0]?.refunds).toHaveLength(1);
    expect(await published(service.outbox, 'payment:refunded')).toHaveLength(1);
  });

  it('goes on asking, under a new key, when Stripe could not do it', async () => {
    const { id } = await paid();
    service.fake.faults.plan('refund', { kind: 'status', status: 400, code: 'balance_insufficient' });
    await refund(id).expect(202);
    expect((await Payment.findById(id).lean())?.refund).toMatchObject({
      failures: 1,
      lastFailure: 'balance_insufficient',
    });
    service.advanceClock(60_000);
    await service.reconciler.turn();
    expect(await Payment.findById(id).lean()).toMatchObject({ status: 'refunded' });
    expect(service.fake.asked('refund').map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      `${id}-refund`,
      `${id}-refund-2`,
    ]);
  });

  it('changes the key when Stripe repeats its own fault for it', async () => {
    const { id } = await paid();
    service.fake.faults.plan('refund', { kind: 'status', status: 500 });
    await refund(id).expect(202);
    for (let turn = 0; turn < 6; turn += 1) {
      service.advanceClock(120_000);
      await service.reconciler.turn();
    }
    expect(await Payment.findById(id).lean()).toMatchObject({ status: 'refunded' });
    expect(new Set(service.fake.asked('refund').map(({ idempotencyKey }) => idempotencyKey))).toEqual(
      new Set([`${id}-refund`, `${id}-refund-2`]),
    );
  });

  it('records the refund that is there when it was made in Stripe’s dashboard meanwhile', async () => {
    const { id, orderId } = await paid();
    const [intent] = service.fake.findIntents(orderId);
    service.fake.ledger.refund(intent?.id ?? '');
    await refund(id).expect(200);
    expect((await Payment.findById(id).lean())?.refund?.stripeId).toBe(intent?.refunds[0]);
  });

  it('answers 400 for a payment that took nothing', async () => {
    const { _id: orderId } = await givenOrder();
    await service.payOrder
      .pay({ orderId, userId: 'buyer', token: 'pm_card_chargeDeclined' })
      .catch(() => undefined);
    const payment = await Payment.findOne({ orderId }).lean();
    const { body } = await refund(String(payment?._id)).expect(400);
    expect(body.errors[0]).toMatchObject({ code: 'not_refundable' });
  });

  it('answers 401 to the buyer, to strangers and to visitors', async () => {
    const { id, orderId } = await paid();
    await refund(id, { id: 'buyer' }).expect(401);
    await refund(id, { id: 'stranger' }).expect(401);
    await refund(id, suspended).expect(403);
    await request(service.app).post(`/api/payments/${id}/refund`).expect(401);
    expect(service.fake.findIntents(orderId)[0]?.refunds).toEqual([]);
  });

  it('answers 404 for none, and 400 naming what is not valid', async () => {
    const { id } = await paid();
    await refund(new mongoose.Types.ObjectId().toHexString()).expect(404);
    await refund('none').expect(404);
    for (const reason of ['', 'x'.repeat(201), { $ne: '' }, 'a\r\nb']) {
      const { body } = await refund(id, seller, { reason }).expect(400);
      const message = expect.stringMatching(/^reason must /) as string;
      expect(body.errors).toEqual([expect.objectContaining({ field: 'reason', message })]);
    }
  });
});
