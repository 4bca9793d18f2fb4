import { OrderStatus } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { Order } from '../../models/order';
import { ahead, place, reload, ticketId } from '../../testing/orders';
import { published, useTestParts } from '../../testing/test-app';
import { PaymentCreatedListener } from './payment-created-listener';

jest.mock('../../nats-wrapper');

const parts = useTestParts();

describe('payment:created', () => {
  const deliver = (order: { id?: unknown }, id = 'p1', version = 0) =>
    new PaymentCreatedListener(parts.messaging, parts.outbox).deliver({
      id,
      version,
      orderId: String(order.id),
      stripeId: 'pi_1',
      userId: 'buyer',
      amount: 20,
    });
  const rejections = () => published(parts.outbox, 'order:payment-rejected');

  it('completes the order and tells of it', async () => {
    const order = await place();
    await expect(deliver(order)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'complete', paymentId: 'p1', version: 1 });
    expect(await published(parts.outbox, 'order:completed')).toEqual([
      { id: order.id, version: 1, userId: 'buyer', ticket: { id: ticketId } },
    ]);
  });

  it('completes once when it comes again', async () => {
    const order = await place();
    await deliver(order);
    await deliver(order);
    expect((await reload(order)).version).toBe(1);
    expect(await rejections()).toEqual([]);
  });

  it('completes an order that ended meanwhile, while its ticket is still free', async () => {
    const order = await place();
    await order.set({ status: OrderStatus.Cancelled, cancelReason: 'expired' }).save();
    await deliver(order);
    const after = await reload(order);
    expect(after).toMatchObject({ status: 'complete', holds: true, version: 2 });
    expect(after.cancelReason).toBeUndefined();
  });

  it('is rejected when the order ended and another took the ticket', async () => {
    const order = await place();
    await order.set({ status: OrderStatus.Cancelled, cancelReason: 'expired' }).save();
    await place(ahead(60_000), 'other');
    await expect(deliver(order)).resolves.toBe('acked');
    expect((await reload(order)).status).toBe('cancelled');
    expect(await rejections()).toEqual([
      { orderId: order.id, paymentId: 'p1', reason: expect.stringContaining('taken') },
    ]);
  });

  it('is rejected once when it comes again', async () => {
    const order = await place();
    await order.set({ status: OrderStatus.Cancelled, cancelReason: 'expired' }).save();
    await place(ahead(60_000), 'other');
    await deliver(order);
    await deliver(order);
    expect(await rejections()).toHaveLength(1);
  });

  it('is rejected when another payment came first', async () => {
    const order = await place();
    await deliver(order, 'p1');
    await deliver(order, 'p2');
    expect(await rejections()).toEqual([
      { orderId: order.id, paymentId: 'p2', reason: expect.stringContaining('paid') },
    ]);
  });

  it('leaves a live order in either of two states when both race for the ticket', async () => {
    const order = await place();
    await order.set({ status: OrderStatus.Cancelled, cancelReason: 'expired' }).save();
    const [, second] = await Promise.allSettled([deliver(order), place(ahead(60_000), 'other')]);
    const holding = await Order.countDocuments({ 'ticket.id': ticketId, holds: true });
    expect(holding).toBe(1);
    expect(await rejections()).toHaveLength(second.status === 'fulfilled' ? 1 : 0);
  });

  it('is dead-lettered when there is no such order, after five tries', async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 5; i++) outcomes.push(await deliver({ id: new mongoose.Types.ObjectId() }));
    expect(outcomes.at(-1)).toBe('dead-lettered');
  });

  it('waits for an earlier version of the payment', async () => {
    await expect(deliver(await place(), 'p1', 1)).resolves.toBe('parked');
  });
});
