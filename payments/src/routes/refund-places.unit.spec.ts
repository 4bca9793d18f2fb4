import { OrderStatus, Subjects } from '@ticketing/common/contracts';
import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Order } from '../models/order';
import { Payment } from '../models/payment';
import { Ticket } from '../models/ticket';
import { givenOrder, published, send, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const RACES = 6;

describe('POST /api/payments/:id/refund with items', () => {
  const service = useTestService();
  const newId = () => new mongoose.Types.ObjectId().toHexString();
  const post = (paymentId: string, body: object, id = 'seller') =>
    request(service.app).post(`/api/payments/${paymentId}/refund`).set('Cookie', signin({ id })).send(body);
  const errorCode = ({ body }: { body: unknown }) =>
    (body as { errors?: { code?: string }[] }).errors?.[0]?.code;

  /** A paid order of two seats at 30 and three standing places at 20. */
  const givenPaid = async () => {
    const standing = newId();
    const { _id: orderId, ticketId: seated } = await givenOrder({ price: 120 });
    const items = [
      { ticket: { id: seated, price: 30 }, quantity: 2, places: [4, 5], seats: ['A5', 'A6'] },
      { ticket: { id: standing, price: 20 }, quantity: 3, places: [0, 1, 2] },
    ];
    const { payment } = await service.payOrder.pay({ orderId, userId: 'buyer', token: 'pm_card_visa' });
    await Ticket.create({ _id: standing, version: 0, userId: 'seller', title: 'Standing' });
    const completed = { id: orderId, version: 1, userId: 'buyer', ticket: { id: seated }, items, total: 120 };
    await send(service, Subjects.OrderCompleted, completed);
    return { id: payment._id.toString(), orderId, seated, standing };
  };
  const given = (orderId: string) =>
    (service.fake.findIntents(orderId)[0]?.refunded ?? []).map(({ amount }) => amount);
  const events = () => published(service.outbox, 'payment:updated');

  it('gives back what these places had cost, says which, and leaves the others paid', async () => {
    const { id, orderId, seated, standing } = await givenPaid();
    const items = [
      { ticketId: seated, seats: ['A6'] },
      { ticketId: standing, quantity: 2 },
    ];
    const { body } = await post(id, { items, reason: 'Fewer came' }).expect(200);
    expect(body).toMatchObject({ status: 'succeeded', amount: 120 });
    expect(body.refunds).toMatchObject([
      {
        amount: 70,
        reason: 'Fewer came',
        by: 'seller',
        refundedAt: expect.any(String),
        items: [
          { ticketId: seated, quantity: 1, seats: ['A6'] },
          { ticketId: standing, quantity: 2 },
        ],
      },
    ]);
    expect(given(orderId)).toEqual([7_000]);
    expect(await events()).toEqual([
      {
        id,
        version: 1,
        orderId,
        stripeId: service.fake.findIntents(orderId)[0]?.id,
        userId: 'buyer',
        amount: 120,
        reason: 'Fewer came',
        refunded: 70,
        items: [
          { ticket: { id: seated }, quantity: 1, places: [5], seats: ['A6'] },
          { ticket: { id: standing }, quantity: 2, places: [2, 1] },
        ],
      },
    ]);
    expect(await published(service.outbox, 'audit:recorded')).toMatchObject([
      { action: 'payment.refund-requested', subject: 'buyer', after: { cents: '7000', as: 'seller' } },
    ]);
    const { body: shown } = await request(service.app)
      .get(`/api/payments/${id}`)
      .set('Cookie', signin({ id: 'seller' }));
    expect(shown.refundable).toEqual([
      { ticketId: seated, quantity: 1, seats: ['A5'], title: 'Ticket', price: 30 },
      { ticketId: standing, quantity: 1, title: 'Standing', price: 20 },
    ]);
    const { body: own } = await request(service.app)
      .get(`/api/payments/${id}`)
      .set('Cookie', signin({ id: 'buyer' }));
    expect(own).not.toHaveProperty('refundable');
  });

  it('gives a seat back once, however often and at once it is asked for', async () => {
    const { id, orderId, seated } = await givenPaid();
    const items = [{ ticketId: seated, seats: ['A5'] }];
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(id, { items })));
    expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
    await post(id, { items }).expect(200);
    expect(given(orderId)).toEqual([3_000]);
    expect(await events()).toHaveLength(1);
  });

  it('gives each place back once when two are asked for at once, and ends the order with the last', async () => {
    for (let race = 0; race < RACES; race += 1) {
      const { id, orderId, seated, standing } = await givenPaid();
      const answers = await Promise.all([
        post(id, { items: [{ ticketId: seated, quantity: 2 }, { ticketId: standing }] }),
        post(id, { items: [{ ticketId: standing, quantity: 2 }] }),
        post(id, { items: [{ ticketId: standing, quantity: 3 }] }),
      ]);
      expect(answers.every(({ status }) => [200, 202, 409].includes(status))).toBe(true);
      service.advanceClock(120_000);
      for (let turn = 0; turn < 3; turn += 1) await service.reconciler.turn();
      const row = await Payment.findById(id).lean();
      const whole = row?.status === 'refunded';
      expect(given(orderId).reduce((sum, cents) => sum + cents, 0)).toBe(
        whole ? 12_000 : (row?.placeRefunds ?? []).reduce((sum, { amountCents }) => sum + amountCents, 0),
      );
      const places = row?.refundedPlaces ?? [];
      expect(new Set(places).size).toBe(places.length);
      // With all five the payment is given back whole.
      expect(places.length).toBeLessThan(5);
    }
  });

  it('ends the order with the last place, as a refund of the whole does', async () => {
    const { id, orderId, seated, standing } = await givenPaid();
    await post(id, { items: [{ ticketId: seated, quantity: 2 }] }).expect(200);
    const { body } = await post(id, { items: [{ ticketId: standing, quantity: 3 }] }).expect(200);
    expect(body).toMatchObject({ status: 'refunded', refund: { amount: 60 } });
    expect(given(orderId)).toEqual([6_000, 6_000]);
    expect(await published(service.outbox, 'payment:refunded')).toMatchObject([
      { version: 2, amount: 120, refunded: 60 },
    ]);
    await post(id, { items: [{ ticketId: standing }] }).expect(200);
    expect(given(orderId)).toHaveLength(2);
  });

  it('gives back what is left when the whole is asked for after some places', async () => {
    const { id, orderId, standing } = await givenPaid();
    await post(id, { items: [{ ticketId: standing }] }).expect(200);
    await post(id, {}).expect(200);
    expect(given(orderId)).toEqual([2_000, 10_000]);
  });

  it('asks again until Stripe has given it back, once, and the rest after it', async () => {
    const { id, orderId, standing } = await givenPaid();
    service.fake.faults.plan('refund', { kind: 'drop-after' }, 8);
    await post(id, { items: [{ ticketId: standing }] }).expect(202);
    expect(await events()).toEqual([]);
    await post(id, {}).expect(202);
    for (let turn = 0; turn < 8; turn += 1) {
      service.advanceClock(120_000);
      await service.reconciler.turn();
    }
    expect(given(orderId)).toEqual([2_000, 10_000]);
    expect(await events()).toMatchObject([{ version: 1, refunded: 20 }]);
    expect(await published(service.outbox, 'payment:refunded')).toMatchObject([
      { version: 2, refunded: 100 },
    ]);
    expect(await Payment.findById(id).lean()).not.toHaveProperty('checkAt');
  });

  it('goes on asking, under a new key, when Stripe could not do it', async () => {
    const { id, orderId, standing } = await givenPaid();
    service.fake.faults.plan('refund', { kind: 'status', status: 400, code: 'balance_insufficient' });
    await post(id, { items: [{ ticketId: standing }] }).expect(202);
    service.advanceClock(60_000);
    await service.reconciler.turn();
    expect(given(orderId)).toEqual([2_000]);
    expect(service.fake.asked('refund').map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      `${id}-refund-of-places-1`,
      `${id}-refund-of-places-1-2`,
    ]);
  });

  it('leaves out what its holder has sold again, and waits while somebody may be buying', async () => {
    const { id, orderId, seated, standing } = await givenPaid();
    const resale = (version: number, place: number, more: object) => {
      const subject = version > 0 ? Subjects.ResaleUpdated : Subjects.ResaleCreated;
      return send(service, subject, {
        id: `resale-${place}-${orderId}`.slice(0, 24),
        version,
        admissionId: newId(),
        orderId,
        ticketId: standing,
        place,
        title: 'Standing',
        userId: 'giver',
        organiserId: 'seller',
        price: 15,
        currency: 'usd',
        paid: 20,
        status: 'listed',
        ...more,
      });
    };
    await resale(0, 1, {});
    await resale(1, 1, { status: 'sold' });
    // One that is only for sale goes back last.
    await resale(0, 2, {});
    await post(id, { items: [{ ticketId: standing }] }).expect(200);
    expect((await Payment.findById(id).lean())?.refundedPlaces).toEqual([`${standing}#0`]);
    expect(errorCode(await post(id, { items: [{ ticketId: standing, quantity: 2 }] }).expect(409))).toBe(
      'too_few_places',
    );
    await post(id, { items: [{ ticketId: seated, quantity: 2 }, { ticketId: standing }] }).expect(200);
    expect(given(orderId)).toEqual([2_000, 8_000]);
    expect(await Payment.findById(id).lean()).toMatchObject({ status: 'refunded' });
  });

  it('sells no place again whose money goes back', async () => {
    const { id, orderId, standing } = await givenPaid();
    const second = await givenOrder({ userId: 'second', price: 15, surrendered: true });
    const resale = {
      id: second.ticketId,
      admissionId: newId(),
      orderId,
      ticketId: standing,
      place: 2,
      title: 'Standing',
      userId: 'giver',
      organiserId: 'seller',
      price: 15,
      currency: 'usd',
      paid: 20,
    };
    await send(service, Subjects.ResaleCreated, { ...resale, version: 0, status: 'listed' });
    await send(service, Subjects.ResaleUpdated, {
      ...resale,
      version: 1,
      status: 'surrendered',
      resaleOrderId: second._id,
    });
    await post(id, { items: [{ ticketId: standing, quantity: 3 }] }).expect(200);
    await expect(
      service.payOrder.pay({ orderId: second._id, userId: 'second', token: 'pm_card_visa' }),
    ).rejects.toThrow('no longer sells');
  });

  it.each([
    ['a seat of somebody else', { seats: ['B1'] }, 400, 'not_ordered'],
    ['a place of another ticket', { ticketId: '665f1f77bcf86cd799439011' }, 400, 'not_ordered'],
    ['more than there are', { quantity: 3 }, 409, 'too_few_places'],
    ['as many as no order has', { quantity: 11 }, 400, undefined],
    ['another number than seats', { seats: ['A5'], quantity: 2 }, 400, undefined],
    ['a seat twice', { seats: ['A5', 'A5'] }, 400, undefined],
  ])('refuses %s', async (_name, item, status, code) => {
    const { id, orderId, seated } = await givenPaid();
    const answer = await post(id, { items: [{ ticketId: seated, ...item }] }).expect(status);
    if (code) expect(errorCode(answer)).toBe(code);
    expect(given(orderId)).toEqual([]);
  });

  it('is the seller’s, not the buyer’s', async () => {
    const { id, standing } = await givenPaid();
    await post(id, { items: [{ ticketId: standing }] }, 'buyer').expect(401);
    await post(id, { items: [{ ticketId: standing }] }, 'stranger').expect(401);
  });

  it('waits until the order is complete: only then are its places certain', async () => {
    const { id, orderId, standing } = await givenPaid();
    await Order.updateOne({ _id: orderId }, { status: OrderStatus.Created });
    expect(errorCode(await post(id, { items: [{ ticketId: standing }] }).expect(409))).toBe('places_unknown');
  });

  it('leaves the order as it was bought, for the receipt', async () => {
    const { id, orderId, standing } = await givenPaid();
    await post(id, { items: [{ ticketId: standing }] }).expect(200);
    await send(service, Subjects.OrderUpdated, {
      id: orderId,
      version: 2,
      status: 'complete',
      userId: 'buyer',
      ticket: { id: standing, price: 20 },
      expiresAt: new Date().toISOString(),
      items: [{ ticket: { id: standing, price: 20 }, quantity: 2, places: [0, 1] }],
      refunded: [{ ticket: { id: standing, price: 20 }, quantity: 1, places: [2] }],
    });
    expect((await Order.findById(orderId).lean())?.items).toMatchObject([{ quantity: 2 }, { quantity: 3 }]);
    const receipt = request(service.app).get(`/api/payments/${id}/receipt`);
    await receipt.set('Cookie', signin({ id: 'buyer' })).expect(200);
  });
});
