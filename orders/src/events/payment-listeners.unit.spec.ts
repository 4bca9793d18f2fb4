import { deliver } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Order, type OrderDocument } from '../models/order';
import { ahead, end, oneTicket, place, reload, ticketId } from '../testing/orders';
import { published, useTestService } from '../testing/test-app';
import { PaymentCreatedListener, PaymentPendingListener, PaymentRefundedListener } from './payment-listeners';

jest.mock('../nats-wrapper');

const service = useTestService();

const charge = (order: { id?: unknown }, id: string, version: number) => ({
  id,
  version,
  orderId: String(order.id),
  stripeId: 'pi_1',
  userId: 'buyer',
  amount: 20,
});
const pay = (order: { id?: unknown }, id = 'p1', version = 0) =>
  deliver(
    service.messaging,
    new PaymentCreatedListener(service.outbox, service.offers),
    charge(order, id, version),
  );

describe('payment:pending', () => {
  const pend = (order: OrderDocument, until: Date, version = 0) =>
    deliver(service.messaging, new PaymentPendingListener(service.outbox, service.offers), {
      id: 'p1',
      version,
      orderId: order.id,
      until: until.toISOString(),
    });

  it('prolongs the hold and tells of it', async () => {
    const order = await place(ahead(60_000));
    const until = ahead(120_000);
    await expect(pend(order, until)).resolves.toBe('acked');
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
    const order = await place();
    await pend(order, ahead(120_000));
    await pend(order, ahead(300_000), 1);
    expect((await reload(order)).version).toBe(1);
  });

  it('waits for an earlier version of the payment', async () => {
    await expect(pend(await place(), ahead(120_000), 1)).resolves.toBe('parked');
  });

  it('is dead-lettered when it is poison', async () => {
    const listener = new PaymentPendingListener(service.outbox, service.offers);
    await expect(deliver(service.messaging, listener, '[]')).resolves.toBe('dead-lettered');
  });
});

describe('payment:created', () => {
  const rejections = () => published(service.outbox, 'order:payment-rejected');

  it('completes the order and tells of it', async () => {
    const order = await place();
    await expect(pay(order)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'complete', paymentId: 'p1', version: 1 });
    expect(await published(service.outbox, 'order:completed')).toEqual([
      { id: order.id, version: 1, userId: 'buyer', ticket: { id: ticketId }, ...oneTicket(ticketId) },
    ]);
  });

  it('completes once when it comes again', async () => {
    const order = await place();
    await pay(order);
    await pay(order);
    expect((await reload(order)).version).toBe(1);
    expect(await rejections()).toEqual([]);
  });

  it('completes an order that ended meanwhile, while its ticket is still free', async () => {
    const order = await place();
    await end(order, 'expired');
    await pay(order);
    const after = await reload(order);
    expect(after).toMatchObject({ status: 'complete', holds: true, version: 2 });
    expect(after.cancelReason).toBeUndefined();
  });

  it('is rejected when the order ended and another took the ticket', async () => {
    const order = await place();
    await end(order, 'expired');
    await place(ahead(60_000), 'other');
    await expect(pay(order)).resolves.toBe('acked');
    expect((await reload(order)).status).toBe('cancelled');
    expect(await rejections()).toEqual([
      { orderId: order.id, paymentId: 'p1', reason: expect.stringContaining('taken') },
    ]);
  });

  it('is rejected once when it comes again', async () => {
    const order = await place();
    await end(order, 'expired');
    await place(ahead(60_000), 'other');
    await pay(order);
    await pay(order);
    expect(await rejections()).toHaveLength(1);
  });

  it('is rejected when another payment came first', async () => {
    const order = await place();
    await pay(order, 'p1');
    await pay(order, 'p2');
    expect(await rejections()).toEqual([
      { orderId: order.id, paymentId: 'p2', reason: expect.stringContaining('paid') },
    ]);
  });

  it('leaves a live order in either of two states when both race for the ticket', async () => {
    const order = await place();
    await end(order, 'expired');
    const [, second] = await Promise.allSettled([pay(order), place(ahead(60_000), 'other')]);
    const holding = await Order.countDocuments({ 'ticket.id': ticketId, holds: true });
    expect(holding).toBe(1);
    expect(await rejections()).toHaveLength(second.status === 'fulfilled' ? 1 : 0);
  });

  it('is dead-lettered when there is no such order, after five tries', async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 5; i++) outcomes.push(await pay({ id: new mongoose.Types.ObjectId() }));
    expect(outcomes.at(-1)).toBe('dead-lettered');
  });

  it('waits for an earlier version of the payment', async () => {
    await expect(pay(await place(), 'p1', 1)).resolves.toBe('parked');
  });
});

describe('payment:refunded', () => {
  const giveBack = (order: OrderDocument) =>
    deliver(service.messaging, new PaymentRefundedListener(service.outbox, service.offers), {
      ...charge(order, 'p1', 1),
      reason: 'seller',
    });

  it('ends the order that was paid with it', async () => {
    const order = await place();
    await pay(order);
    await expect(giveBack(order)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'cancelled', cancelReason: 'refunded', version: 2 });
  });

  it('that overtakes its payment:created waits for it', async () => {
    const order = await place();
    await expect(giveBack(order)).resolves.toBe('parked');
    expect((await reload(order)).status).toBe('created');
  });

  it('of a rejected payment changes nothing', async () => {
    const order = await place();
    await end(order, 'user');
    await place(ahead(60_000), 'other');
    await pay(order);
    await giveBack(order);
    expect(await reload(order)).toMatchObject({ cancelReason: 'user', version: 1 });
  });
});
