import { OrderStatus, Subjects } from '@ticketing/common/contracts';
import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Payment } from '../models/payment';
import { Show } from '../models/show';
import { Ticket } from '../models/ticket';
import { givenOrder, published, send, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const RACES = 8;

describe('a place that its holder sells again', () => {
  const service = useTestService();
  const newId = () => new mongoose.Types.ObjectId().toHexString();
  const pay = async (orderId: string, userId = 'buyer') => {
    const { payment } = await service.payOrder.pay({ orderId, userId, token: 'pm_card_visa' });
    return String(payment._id);
  };
  const refund = (paymentId: string, id = 'seller') =>
    request(service.app).post(`/api/payments/${paymentId}/refund`).set('Cookie', signin({ id }));
  const errorCode = ({ body }: { body: unknown }) =>
    (body as { errors?: { code?: string }[] }).errors?.[0]?.code;

  /** An order of places of 20 each that was paid, one of which is surrendered to another order. */
  const givenResale = async ({ places = 1, showId }: { places?: number; showId?: string } = {}) => {
    const first = await givenOrder({ price: 20 * places });
    const paymentId = await pay(first._id);
    const second = await givenOrder({ userId: 'second', price: 15, surrendered: true });
    const { ticketId: id } = second;
    await Ticket.updateOne({ _id: id }, { userId: 'giver' });
    if (showId) await Ticket.updateMany({ _id: { $in: [id, first.ticketId] } }, { showId });
    const resale = {
      id,
      admissionId: newId(),
      orderId: first._id,
      ticketId: first.ticketId,
      place: 0,
      title: 'Stalls',
      userId: 'giver',
      organiserId: 'seller',
      price: 15,
      currency: 'usd',
      paid: 20,
    };
    const become = (version: number, status: string, more: object = {}) =>
      send(service, version ? Subjects.ResaleUpdated : Subjects.ResaleCreated, {
        ...resale,
        version,
        status,
        ...more,
      });
    await become(0, 'listed');
    await become(1, 'surrendered', { resaleOrderId: second._id });
    const complete = () =>
      send(service, Subjects.ResaleCompleted, {
        ...resale,
        version: 2,
        status: 'sold',
        resaleOrderId: second._id,
        newAdmissionId: newId(),
        owed: { userId: 'giver', amount: 15, currency: 'usd' },
      });
    return { first, second, paymentId, become, complete };
  };
  const given = (orderId: string) =>
    (service.fake.findIntents(orderId)[0]?.refunded ?? []).map(({ amount }) => amount);

  it('is not given back to who had paid for it, from when its buyer may be charged', async () => {
    const { first, second, paymentId, complete } = await givenResale();
    const bought = await pay(second._id, 'second');
    const running = await refund(paymentId).expect(409);
    expect(errorCode(running)).toBe('resale_running');
    await complete();
    const resold = await refund(paymentId).expect(409);
    expect(errorCode(resold)).toBe('resold');
    expect(await Payment.findById(paymentId).lean()).toMatchObject({ status: 'succeeded' });
    expect(given(first._id)).toEqual([]);
    // What its buyer has paid is for the organiser to give back, not for who sold it.
    await refund(bought, 'giver').expect(401);
    await refund(bought).expect(200);
    expect(given(second._id)).toEqual([1_500]);
  });

  it('is not charged once the money of who had paid for it goes back', async () => {
    const { second, paymentId } = await givenResale();
    service.fake.faults.plan('refund', { kind: 'status', status: 500 }, 2);
    await refund(paymentId).expect(202);
    await expect(pay(second._id, 'second')).rejects.toThrow('no longer sells');
    expect(await Payment.countDocuments({ orderId: second._id })).toBe(0);
  });

  it('is given back or sold again, not both, when both begin at once', async () => {
    for (let race = 0; race < RACES; race += 1) {
      const { second, paymentId } = await givenResale();
      const [charged, answer] = await Promise.all([
        pay(second._id, 'second').then(
          () => true,
          () => false,
        ),
        refund(paymentId),
      ]);
      expect([charged, answer.status]).toEqual(charged ? [true, 409] : [false, 200]);
    }
  });

  it('stays with the charge while the rest of the order goes back, once, however unclear Stripe is', async () => {
    const { first, second, paymentId, complete } = await givenResale({ places: 3 });
    await pay(second._id, 'second');
    await complete();
    service.fake.faults.plan('refund', { kind: 'drop-after' }, 8);
    await refund(paymentId).expect(202);
    for (let turn = 0; turn < 6; turn += 1) {
      service.advanceClock(120_000);
      await service.reconciler.turn();
    }
    expect(given(first._id)).toEqual([4_000]);
    expect(await Payment.findById(paymentId).lean()).toMatchObject({
      status: 'refunded',
      refund: { amountCents: 4_000 },
    });
    expect(await published(service.outbox, 'payment:refunded')).toMatchObject([{ amount: 60, refunded: 40 }]);
  });

  it.each(['listed', 'withdrawn'])(
    'can be given back again when its buyer did not pay: %s',
    async (status) => {
      const { first, second, paymentId, become } = await givenResale();
      await expect(
        service.payOrder.pay({ orderId: second._id, userId: 'second', token: 'pm_card_chargeDeclined' }),
      ).rejects.toThrow();
      await refund(paymentId).expect(409);
      await become(2, status);
      await refund(paymentId).expect(200);
      expect(given(first._id)).toEqual([2_000]);
    },
  );

  it('waits to be charged until its surrender is heard of, and then is', async () => {
    const { second, become } = await givenResale();
    await become(2, 'listed');
    const paying = pay(second._id, 'second');
    await become(3, 'surrendered', { resaleOrderId: second._id });
    expect(await Payment.findById(await paying).lean()).toMatchObject({ status: 'succeeded' });
  });

  it('is given back to its last buyer alone when the show is cancelled', async () => {
    const showId = newId();
    const { first, second, complete } = await givenResale({ showId });
    await pay(second._id, 'second');
    await Show.create({
      _id: showId,
      version: 1,
      userId: 'seller',
      status: 'cancelled',
      checkAt: service.now(),
      checks: 0,
    });
    await service.reconciler.turn();
    expect([given(first._id), given(second._id)]).toEqual([[], [1_500]]);
    const progress = () =>
      request(service.app)
        .get(`/api/payments/refunds?showId=${showId}`)
        .set('Cookie', signin({ id: 'seller' }));
    expect((await progress()).body).toEqual({ payments: 2, refunded: 1, done: false });
    await complete();
    for (let turn = 0; turn < 2; turn += 1) {
      service.advanceClock(60_000);
      await service.reconciler.turn();
    }
    expect([given(first._id), given(second._id)]).toEqual([[], [1_500]]);
    expect((await progress()).body).toEqual({ payments: 1, refunded: 1, done: true });
  });

  it('is shown as refundable to who bought it from its holder until it is sold once more', async () => {
    const { first, second, complete } = await givenResale();
    const { ticketId: soldBy } = second;
    const bought = await pay(second._id, 'second');
    await complete();
    const items = [{ ticket: { id: soldBy, price: 15 }, quantity: 1, places: [0] }];
    const completed = {
      id: second._id,
      version: 1,
      userId: 'second',
      ticket: { id: soldBy },
      items,
      total: 15,
    };
    await send(service, Subjects.OrderCompleted, completed);
    const refundable = async () => {
      const { body } = await request(service.app)
        .get(`/api/payments/${bought}`)
        .set('Cookie', signin({ id: 'seller' }))
        .expect(200);
      return (body as { refundable?: unknown }).refundable;
    };
    expect(await refundable()).toMatchObject([{ ticketId: soldBy, quantity: 1 }]);
    const again = {
      id: newId(),
      admissionId: newId(),
      orderId: second._id,
      ticketId: first.ticketId,
      place: 0,
      title: 'Stalls',
      userId: 'second',
      organiserId: 'seller',
      price: 15,
      currency: 'usd',
      paid: 15,
    };
    await send(service, Subjects.ResaleCreated, { ...again, version: 0, status: 'listed' });
    expect(await refundable()).toMatchObject([{ ticketId: soldBy, quantity: 1 }]);
    await send(service, Subjects.ResaleCompleted, {
      ...again,
      version: 1,
      status: 'sold',
      resaleOrderId: newId(),
      newAdmissionId: newId(),
      owed: { userId: 'second', amount: 15, currency: 'usd' },
    });
    expect(await refundable()).toEqual([]);
    expect(errorCode(await refund(bought).expect(409))).toBe('resold');
  });

  it('goes back with the whole charge where orders could not complete the order', async () => {
    const { first, second, paymentId, complete } = await givenResale();
    await pay(second._id, 'second');
    await complete();
    await send(service, Subjects.OrderPaymentRejected, { orderId: first._id, paymentId, reason: 'too late' });
    await service.background.settled();
    expect(given(first._id)).toEqual([2_000]);
    expect(second.status).toBe(OrderStatus.Created);
  });
});
