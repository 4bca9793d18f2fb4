import { deliver } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Order, type OrderDocument } from '../models/order';
import { ahead, end, oneTicket, place, reload, ticketId } from '../testing/orders';
import { published, useTestService } from '../testing/test-app';
import { PaymentCreatedListener, PaymentPendingListener, PaymentRefundedListener } from './payment-listeners';

jest.mock('../nats-wrapper');

const service = useTestService();
let order: OrderDocument;
beforeEach(async () => {
  order = await place();
});

const charge = (id: string, version: number, orderId = String(order.id)) => ({
  id,
  version,
  orderId,
  stripeId: 'pi_1',
  userId: 'buyer',
  amount: 20,
});
const pay = (id = 'p1', version = 0, orderId?: string) =>
  deliver(
    service.messaging,
    new PaymentCreatedListener(service.outbox, service.offers),
    charge(id, version, orderId),
  );

describe('payment:pending', () => {
  const pend = (until: Date, version = 0) =>
    deliver(service.messaging, new PaymentPendingListener(service.outbox, service.offers), {
      id: 'p1',
      version,
      orderId: order.id,
      until: until.toISOString(),
    });

  it('prolongs the hold and tells of it', async () => {
    const until = ahead(120_000);
    await expect(pend(until)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'awaiting:payment', expiresAt: until, version: 1 });
    expect(await published(service.outbox, 'order:updated')).toEqual([
      expect.objectContaining({
        id: order.id,
        version: 1,
        status: 'awaiting:payment',
        expiresAt: until.toISOString(),
      }),
    ]);
  });

  it('prolongs it once', async () => {
    await pend(ahead(120_000));
    await pend(ahead(300_000), 1);
    expect((await reload(order)).version).toBe(1);
  });

  it('waits for an earlier version of the payment', async () => {
    await expect(pend(ahead(120_000), 1)).resolves.toBe('parked');
  });

  it('is dead-lettered when it is poison', async () => {
    const listener = new PaymentPendingListener(service.outbox, service.offers);
    await expect(deliver(service.messaging, listener, '[]')).resolves.toBe('dead-lettered');
  });
});

describe('payment:created', () => {
  const rejections = () => published(service.outbox, 'order:payment-rejected');

  it('completes the order and tells of it', async () => {
    await expect(pay()).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'complete', paymentId: 'p1', version: 1 });
    expect(await published(service.outbox, 'order:completed')).toEqual([
      { id: order.id, version: 1, userId: 'buyer', ticket: { id: ticketId }, ...oneTicket(ticketId) },
    ]);
  });

  it('completes once when it comes again', async () => {
    await pay();
    await pay();
    expect((await reload(order)).version).toBe(1);
    expect(await rejections()).toEqual([]);
  });

  it('completes an order that ended meanwhile, while its ticket is still free', async () => {
    await end(order, 'expired');
    await pay();
    const after = await reload(order);
    expect(after).toMatchObject({ status: 'complete', holds: true, version: 2 });
    expect(after.cancelReason).toBeUndefined();
  });

  it('is rejected when the order ended and another took the ticket', async () => {
    await end(order, 'expired');
    await place(ahead(60_000), 'other');
    await expect(pay()).resolves.toBe('acked');
    expect((await reload(order)).status).toBe('cancelled');
    expect(await rejections()).toEqual([
      { orderId: order.id, paymentId: 'p1', reason: expect.stringContaining('taken') },
    ]);
  });

  it('is rejected once when it comes again', async () => {
    await end(order, 'expired');
    await place(ahead(60_000), 'other');
    await pay();
    await pay();
    expect(await rejections()).toHaveLength(1);
  });

  it('is rejected when another payment came first', async () => {
    await pay('p1');
    await pay('p2');
    expect(await rejections()).toEqual([
      { orderId: order.id, paymentId: 'p2', reason: expect.stringContaining('paid') },
    ]);
  });

  it('leaves a live order in either of two states when both race for the ticket', async () => {
    await end(order, 'expired');
    const [, second] = await Promise.allSettled([pay(), place(ahead(60_000), 'other')]);
    const holding = await Order.countDocuments({ 'ticket.id': ticketId, holds: true });
    expect(holding).toBe(1);
    expect(await rejections()).toHaveLength(second.status === 'fulfilled' ? 1 : 0);
  });

  it('is dead-lettered when there is no such order, after five tries', async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 5; i++)
      outcomes.push(await pay('p1', 0, new mongoose.Types.ObjectId().toHexString()));
    expect(outcomes.at(-1)).toBe('dead-lettered');
  });

  it('waits for an earlier version of the payment', async () => {
    await expect(pay('p1', 1)).resolves.toBe('parked');
  });
});

describe('payment:refunded', () => {
  const giveBack = () =>
    deliver(service.messaging, new PaymentRefundedListener(service.outbox, service.offers), {
      ...charge('p1', 1),
      reason: 'seller',
    });

  it('ends the order that was paid with it', async () => {
    await pay();
    await expect(giveBack()).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'cancelled', cancelReason: 'refunded', version: 2 });
  });

  it('that overtakes its payment:created waits for it', async () => {
    await expect(giveBack()).resolves.toBe('parked');
    expect((await reload(order)).status).toBe('created');
  });

  it('of a rejected payment changes nothing', async () => {
    await end(order, 'user');
    await place(ahead(60_000), 'other');
    await pay();
    await giveBack();
    expect(await reload(order)).toMatchObject({ cancelReason: 'user', version: 1 });
  });
});
