import { OrderStatus } from '@ticketing/common/contracts';
import { deliver } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { OrderExpiry } from '../expiry/order-expiry';
import { oneTicket, ago, ahead, place, reload, ticketId } from '../testing/orders';
import { published, useTestService } from '../testing/test-app';
import { ExpirationCompleteListener } from './listeners';

jest.mock('../nats-wrapper');

const service = useTestService();

describe('expiration:complete', () => {
  const expire = (data: object | string) =>
    deliver(
      service.messaging,
      new ExpirationCompleteListener(new OrderExpiry(service.outbox, service.offers)),
      data as never,
    );
  const end = (order: { id?: unknown }) => expire({ orderId: String(order.id) });

  it('cancels an order that is due and tells of it', async () => {
    const order = await place(ago(1));
    await expect(end(order)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'cancelled', cancelReason: 'expired', version: 1 });
    expect(await published(service.outbox, 'order:cancelled')).toEqual([
      {
        id: order.id,
        version: 1,
        reason: 'expired',
        userId: 'buyer',
        ticket: { id: ticketId },
        ...oneTicket(ticketId),
      },
    ]);
  });

  it('cancels once when it comes again', async () => {
    const order = await place(ago(1));
    await end(order);
    await expect(end(order)).resolves.toBe('acked');
    expect(await published(service.outbox, 'order:cancelled')).toHaveLength(1);
  });

  it('that comes early is ignored', async () => {
    const order = await place(ahead(5_000));
    await expect(end(order)).resolves.toBe('acked');
    expect((await reload(order)).status).toBe('created');
  });

  it('leaves a completed order alone', async () => {
    const order = await place(ago(1));
    await order.set({ status: OrderStatus.Complete }).save();
    await end(order);
    expect((await reload(order)).status).toBe('complete');
  });

  it('of an order that nobody knows is ignored', async () => {
    await expect(end({ id: new mongoose.Types.ObjectId() })).resolves.toBe('acked');
    await expect(end({ id: 'no-id' })).resolves.toBe('acked');
  });

  it('is dead-lettered when it is poison', async () => {
    await expect(expire('{"orderId":7}')).resolves.toBe('dead-lettered');
  });
});
