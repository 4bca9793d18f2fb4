import { OrderStatus } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { Order } from '../../models/order';
import { Payment } from '../../models/payment';
import { givenOrder, useTestParts } from '../../testing/test-parts';
import { OrderCancelledListener } from './order-cancelled-listener';
import { OrderCompletedListener } from './order-completed-listener';
import { OrderCreatedListener } from './order-created-listener';
import { OrderUpdatedListener } from './order-updated-listener';

jest.mock('../../nats-wrapper');

const expiresAt = '2026-01-01T12:00:00.000Z';

describe('the replica of orders', () => {
  const parts = useTestParts();
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
  const created = (id: string) => new OrderCreatedListener(parts.messaging).deliver(whole(id, 0));
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
      price: 19.99,
    });
  });

  it('follows order:updated, order:completed and order:cancelled, one version after the other', async () => {
    const id = newId();
    await created(id);
    const later = { ...whole(id, 1, OrderStatus.AwaitingPayment), expiresAt: '2026-01-01T12:10:00.000Z' };
    expect(await new OrderUpdatedListener(parts.messaging).deliver(later)).toBe('acked');
    expect(await stored(id)).toMatchObject({
      version: 1,
      status: 'awaiting:payment',
      expiresAt: new Date('2026-01-01T12:10:00.000Z'),
    });
    expect(await new OrderCompletedListener(parts.messaging).deliver(short(id, 2))).toBe('acked');
    expect(await stored(id)).toMatchObject({ version: 2, status: 'complete', price: 19.99 });
    const refunded = { ...short(id, 3), reason: 'refunded' as const };
    expect(await new OrderCancelledListener(parts.messaging, parts.store).deliver(refunded)).toBe('acked');
    expect(await stored(id)).toMatchObject({ version: 3, status: 'cancelled' });
  });

  it('takes an order back to complete when it is reserved anew for a late payment', async () => {
    const id = newId();
    await created(id);
    const cancelled = { ...short(id, 1), reason: 'expired' as const };
    await new OrderCancelledListener(parts.messaging, parts.store).deliver(cancelled);
    await new OrderCompletedListener(parts.messaging).deliver(short(id, 2));
    expect(await stored(id)).toMatchObject({ version: 2, status: 'complete' });
  });

  it('has a payment that waits for the bank looked after at once when its order ends', async () => {
    const order = await givenOrder();
    await parts.payOrder.pay({
      orderId: order._id,
      userId: 'buyer',
      token: 'pm_card_threeDSecure2Required',
    });
    const cancelled = { ...short(order._id, 1), reason: 'user' as const };
    await new OrderCancelledListener(parts.messaging, parts.store).deliver(cancelled);
    await parts.reconciler.turn();
    expect(await Payment.findOne({ orderId: order._id }).lean()).toMatchObject({
      status: 'refused',
      refusal: { code: 'order_ended' },
    });
    expect(parts.fake.intentsOf(order._id)).toMatchObject([{ status: 'canceled', charges: 0 }]);
  });

  describe.each([
    [
      'order:updated',
      (id: string, version: number) => new OrderUpdatedListener(parts.messaging).deliver(whole(id, version)),
    ],
    [
      'order:completed',
      (id: string, version: number) =>
        new OrderCompletedListener(parts.messaging).deliver(short(id, version)),
    ],
    [
      'order:cancelled',
      (id: string, version: number) =>
        new OrderCancelledListener(parts.messaging, parts.store).deliver({
          ...short(id, version),
          reason: 'user' as const,
        }),
    ],
  ])('%s', (_subject, deliver) => {
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
    await new OrderCompletedListener(parts.messaging).deliver(short(id, 1));
    expect(await created(id)).toBe('acked');
    expect(await stored(id)).toMatchObject({ version: 1, status: 'complete' });
  });

  it('puts aside what is no order', async () => {
    const listener = new OrderCreatedListener(parts.messaging);
    expect(await listener.deliver('{"id":"1"}')).toBe('dead-lettered');
    expect(await listener.deliver('no JSON', { sequence: 2 })).toBe('dead-lettered');
    expect(await parts.messaging.deadLetters.count()).toBe(2);
  });
});
