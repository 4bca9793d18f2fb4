import { OrderStatus } from '@ticketing/common/contracts';
import mongoose from 'mongoose';
import { OrderExpiry } from '../../expiry/order-expiry';
import { ago, ahead, place, reload, ticketId } from '../../testing/orders';
import { published, useTestParts } from '../../testing/test-app';
import { ExpirationCompleteListener } from './expiration-complete-listener';

jest.mock('../../nats-wrapper');

const parts = useTestParts();

describe('expiration:complete', () => {
  const deliver = (order: { id?: unknown }) =>
    new ExpirationCompleteListener(parts.messaging, new OrderExpiry(parts.outbox)).deliver({
      orderId: String(order.id),
    });

  it('cancels an order that is due and tells of it', async () => {
    const order = await place(ago(1));
    await expect(deliver(order)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'cancelled', cancelReason: 'expired', version: 1 });
    expect(await published(parts.outbox, 'order:cancelled')).toEqual([
      { id: order.id, version: 1, reason: 'expired', userId: 'buyer', ticket: { id: ticketId } },
    ]);
  });

  it('cancels once when it comes again', async () => {
    const order = await place(ago(1));
    await deliver(order);
    await expect(deliver(order)).resolves.toBe('acked');
    expect(await published(parts.outbox, 'order:cancelled')).toHaveLength(1);
  });

  it('that comes early is ignored', async () => {
    const order = await place(ahead(5_000));
    await expect(deliver(order)).resolves.toBe('acked');
    expect((await reload(order)).status).toBe('created');
  });

  it('leaves a completed order alone', async () => {
    const order = await place(ago(1));
    await order.set({ status: OrderStatus.Complete }).save();
    await deliver(order);
    expect((await reload(order)).status).toBe('complete');
  });

  it('of an order that nobody knows is ignored', async () => {
    await expect(deliver({ id: new mongoose.Types.ObjectId() })).resolves.toBe('acked');
    await expect(deliver({ id: 'no-id' })).resolves.toBe('acked');
  });

  it('is dead-lettered when it is poison', async () => {
    const listener = new ExpirationCompleteListener(parts.messaging, new OrderExpiry(parts.outbox));
    await expect(listener.deliver('{"orderId":7}')).resolves.toBe('dead-lettered');
  });
});
