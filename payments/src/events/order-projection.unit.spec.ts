import { OrderStatus, Subjects } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { Order } from '../models/order';
import { Payment } from '../models/payment';
import { givenOrder, send, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const expiresAt = '2026-01-01T12:00:00.000Z';

describe('the projection of orders', () => {
  const service = useTestService();
  const newId = () => new mongoose.Types.ObjectId().toHexString();
  const whole = (id: string, version: number, status = OrderStatus.Created) => ({
    id,
    version,
    status,
    userId: 'buyer',
    expiresAt,
    ticket: { id: 'ticket', price: 19.99 },
  });
  const short = (id: string, version: number) => ({ id, version, userId: 'buyer', ticket: { id: 'ticket' } });
  const created = (id: string) => send(service, Subjects.OrderCreated, whole(id, 0));
  const stored = (id: string) => Order.findById(id).lean();

  it('begins with order:created', async () => {
    const id = newId();
    expect(await created(id)).toBe('acked');
    expect(await stored(id)).toEqual({
      _id: id,
      version: 0,
      status: 'created',
      userId: 'buyer',
      expiresAt: new Date(expiresAt),
      ticketId: 'ticket',
      items: [{ ticketId: 'ticket', quantity: 1, price: 19.99, places: [0] }],
      price: 19.99,
    });
  });

  it('keeps what a cart costs, and its tickets', async () => {
    const id = newId();
    const item = (ticketId: string, quantity: number) => ({
      ticket: { id: ticketId, price: 19.99 },
      quantity,
      places: Array.from({ length: quantity }, (_, place) => place),
    });
    const items = [item('ticket', 2), item('other', 1)];
    const cart = { ...whole(id, 0), items, total: 59.97, currency: 'eur' };
    expect(await send(service, Subjects.OrderCreated, cart)).toBe('acked');
    const kept = { ticketId: 'ticket', ticketIds: ['ticket', 'other'], price: 59.97, currency: 'eur' };
    expect(await stored(id)).toMatchObject(kept);
  });

  it('follows order:updated, order:completed and order:cancelled, one version after the other', async () => {
    const id = newId();
    await created(id);
    const later = { ...whole(id, 1, OrderStatus.AwaitingPayment), expiresAt: '2026-01-01T12:10:00.000Z' };
    expect(await send(service, Subjects.OrderUpdated, later)).toBe('acked');
    expect(await stored(id)).toMatchObject({
      version: 1,
      status: 'awaiting:payment',
      expiresAt: new Date('2026-01-01T12:10:00.000Z'),
    });
    expect(await send(service, Subjects.OrderCompleted, short(id, 2))).toBe('acked');
    expect(await stored(id)).toMatchObject({ version: 2, status: 'complete', price: 19.99 });
    const refunded = { ...short(id, 3), reason: 'refunded' as const };
    expect(await send(service, Subjects.OrderCancelled, refunded)).toBe('acked');
    expect(await stored(id)).toMatchObject({ version: 3, status: 'cancelled' });
  });

  it('takes an order back to complete when it is reserved anew for a late payment', async () => {
    const id = newId();
    await created(id);
    const cancelled = { ...short(id, 1), reason: 'expired' as const };
    await send(service, Subjects.OrderCancelled, cancelled);
    await send(service, Subjects.OrderCompleted, short(id, 2));
    expect(await stored(id)).toMatchObject({ version: 2, status: 'complete' });
  });

  it('has a payment that waits for the bank looked after at once when its order ends', async () => {
    const order = await givenOrder();
    await service.payOrder.pay({
      orderId: order._id,
      userId: 'buyer',
      token: 'pm_card_threeDSecure2Required',
    });
    const cancelled = { ...short(order._id, 1), reason: 'user' as const };
    await send(service, Subjects.OrderCancelled, cancelled);
    await service.reconciler.turn();
    expect(await Payment.findOne({ orderId: order._id }).lean()).toMatchObject({
      status: 'refused',
      refusal: { code: 'order_ended' },
    });
    expect(service.fake.findIntents(order._id)).toMatchObject([{ status: 'canceled', charges: 0 }]);
  });

  describe.each([
    [Subjects.OrderUpdated, whole],
    [Subjects.OrderCompleted, short],
    [Subjects.OrderCancelled, (id: string, version: number) => ({ ...short(id, version), reason: 'user' })],
  ])('%s', (subject, data) => {
    const deliver = (id: string, version: number) => send(service, subject, data(id, version));

    it('is acknowledged and changes nothing when it was applied before', async () => {
      const id = newId();
      await created(id);
      await deliver(id, 1);
      const before = await stored(id);
      expect(await deliver(id, 1)).toBe('acked');
      expect(await stored(id)).toEqual(before);
    });

    it('waits when a version before it is missing, or the order is not known', async () => {
      const id = newId();
      expect(await deliver(id, 1)).toBe('parked');
      expect(await stored(id)).toBeNull();
      const known = newId();
      await created(known);
      expect(await deliver(known, 2)).toBe('parked');
      expect(await stored(known)).toMatchObject({ version: 0 });
    });
  });

  it('changes nothing when order:created comes again', async () => {
    const id = newId();
    await created(id);
    await send(service, Subjects.OrderCompleted, short(id, 1));
    expect(await created(id)).toBe('acked');
    expect(await stored(id)).toMatchObject({ version: 1, status: 'complete' });
  });

  it('puts aside what is no order', async () => {
    expect(await send(service, Subjects.OrderCreated, '{"id":"1"}')).toBe('dead-lettered');
    expect(await send(service, Subjects.OrderCreated, 'no JSON', { sequence: 2 })).toBe('dead-lettered');
    expect(await service.messaging.deadLetters.count()).toBe(2);
  });
});
