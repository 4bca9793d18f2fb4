import { Lease, OrderStatus } from '@ticketing/common';
import { testLogger } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { OrderExpiry } from '../../expiry/order-expiry';
import { ExpirySweep } from '../../expiry/sweep';
import { Order, type OrderDocument } from '../../models/order';
import { Ticket } from '../../models/ticket';
import { published, useTestParts } from '../../testing/test-app';
import { TicketReplica } from '../ticket-replica';
import { ExpirationCompleteListener } from './expiration-complete-listener';
import { PaymentCreatedListener } from './payment-created-listener';
import { PaymentPendingListener } from './payment-pending-listener';
import { PaymentRefundedListener } from './payment-refunded-listener';
import { TicketCreatedListener } from './ticket-created-listener';
import { TicketUpdatedListener } from './ticket-updated-listener';

jest.mock('../../nats-wrapper');

const parts = useTestParts();
const tickets = new TicketReplica();
const ticketId = '665f0000000000000000000a';
const ago = (ms: number): Date => new Date(Date.now() - ms);
const ahead = (ms: number): Date => new Date(Date.now() + ms);
const place = (expiresAt = ahead(60_000), userId = 'buyer'): Promise<OrderDocument> =>
  Order.build({ userId, expiresAt, ticket: { id: ticketId, title: 'Concert', price: 20 } }).save();
const reload = async (order: OrderDocument): Promise<OrderDocument> =>
  (await Order.findById(order._id)) as OrderDocument;

describe('ticket events', () => {
  const created = { id: ticketId, version: 0, title: 'Concert', price: 20, userId: 'seller' };
  const updated = (version: number, price: number) => ({
    ...created,
    version,
    price,
    orderId: null,
    status: 'open' as const,
  });
  const replica = () => Ticket.findById(ticketId).lean();

  it('keep a replica, version by version', async () => {
    await expect(new TicketCreatedListener(parts.messaging, tickets).deliver(created)).resolves.toBe('acked');
    await expect(new TicketUpdatedListener(parts.messaging, tickets).deliver(updated(1, 25))).resolves.toBe(
      'acked',
    );
    expect(await replica()).toMatchObject({ title: 'Concert', price: 25, userId: 'seller', version: 1 });
  });

  it('change nothing when they come again or late', async () => {
    const listener = new TicketUpdatedListener(parts.messaging, tickets);
    await new TicketCreatedListener(parts.messaging, tickets).deliver(created);
    await listener.deliver(updated(1, 25));
    await listener.deliver(updated(2, 30));
    await expect(listener.deliver(updated(1, 25))).resolves.toBe('acked');
    await expect(new TicketCreatedListener(parts.messaging, tickets).deliver(created)).resolves.toBe('acked');
    expect(await replica()).toMatchObject({ price: 30, version: 2 });
  });

  it('wait for a version that is missing', async () => {
    const listener = new TicketUpdatedListener(parts.messaging, tickets);
    await expect(listener.deliver(updated(1, 25))).resolves.toBe('parked');
    await new TicketCreatedListener(parts.messaging, tickets).deliver(created);
    await expect(listener.deliver(updated(2, 30))).resolves.toBe('parked');
    expect(await replica()).toMatchObject({ price: 20, version: 0 });
  });

  it('are dead-lettered when they are poison', async () => {
    await expect(new TicketCreatedListener(parts.messaging, tickets).deliver('nonsense')).resolves.toBe(
      'dead-lettered',
    );
    await expect(new TicketUpdatedListener(parts.messaging, tickets).deliver('{}')).resolves.toBe(
      'dead-lettered',
    );
  });
});

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

describe('payment:pending', () => {
  const deliver = (order: OrderDocument, until: Date, version = 0) =>
    new PaymentPendingListener(parts.messaging, parts.outbox).deliver({
      id: 'p1',
      version,
      orderId: order.id as string,
      until: until.toISOString(),
    });

  it('prolongs the hold and tells of it', async () => {
    const order = await place(ahead(60_000));
    const until = ahead(120_000);
    await expect(deliver(order, until)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'awaiting:payment', expiresAt: until, version: 1 });
    expect(await published(parts.outbox, 'order:updated')).toEqual([
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
    await deliver(order, ahead(120_000));
    await deliver(order, ahead(300_000), 1);
    expect((await reload(order)).version).toBe(1);
  });

  it('waits for an earlier version of the payment', async () => {
    await expect(deliver(await place(), ahead(120_000), 1)).resolves.toBe('parked');
  });

  it('is dead-lettered when it is poison', async () => {
    const listener = new PaymentPendingListener(parts.messaging, parts.outbox);
    await expect(listener.deliver('[]')).resolves.toBe('dead-lettered');
  });
});

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

describe('payment:refunded', () => {
  const deliver = (order: OrderDocument, id = 'p1', version = 1) =>
    new PaymentRefundedListener(parts.messaging, parts.outbox).deliver({
      id,
      version,
      orderId: order.id as string,
      stripeId: 'pi_1',
      userId: 'buyer',
      amount: 20,
      reason: 'seller',
    });
  const pay = (order: OrderDocument) =>
    new PaymentCreatedListener(parts.messaging, parts.outbox).deliver({
      id: 'p1',
      version: 0,
      orderId: order.id as string,
      stripeId: 'pi_1',
      userId: 'buyer',
      amount: 20,
    });

  it('ends the order that was paid with it', async () => {
    const order = await place();
    await pay(order);
    await expect(deliver(order)).resolves.toBe('acked');
    expect(await reload(order)).toMatchObject({ status: 'cancelled', cancelReason: 'refunded', version: 2 });
  });

  it('that overtakes its payment:created waits for it', async () => {
    const order = await place();
    await expect(deliver(order)).resolves.toBe('parked');
    expect((await reload(order)).status).toBe('created');
  });

  it('of a rejected payment changes nothing', async () => {
    const order = await place();
    await order.set({ status: OrderStatus.Cancelled, cancelReason: 'user' }).save();
    await place(ahead(60_000), 'other');
    await pay(order);
    await deliver(order);
    expect(await reload(order)).toMatchObject({ cancelReason: 'user', version: 1 });
  });
});

describe('the sweep', () => {
  const sweep = (name = 'sweep') =>
    new ExpirySweep({
      expiry: new OrderExpiry(parts.outbox),
      lease: new Lease(mongoose.connection, name),
      logger: testLogger,
    });

  it('ends what is overdue, and only that', async () => {
    const due = await place(ago(5_000));
    const later = await Order.build({
      userId: 'buyer',
      expiresAt: ahead(60_000),
      ticket: { id: '665f0000000000000000000b', title: 'Other', price: 1 },
    }).save();
    await sweep().turn();
    expect(await reload(due)).toMatchObject({ status: 'cancelled', cancelReason: 'expired' });
    expect((await reload(later)).status).toBe('created');
  });

  it('ends each order once, whoever else does too', async () => {
    const order = await place(ago(5_000));
    await Promise.all([
      sweep('one').turn(),
      sweep('two').turn(),
      new ExpirationCompleteListener(parts.messaging, new OrderExpiry(parts.outbox)).deliver({
        orderId: order.id as string,
      }),
    ]);
    expect(await published(parts.outbox, 'order:cancelled')).toHaveLength(1);
    expect((await reload(order)).version).toBe(1);
  });

  it('ends many that are due together, each with its event', async () => {
    await Order.insertMany(
      Array.from({ length: 250 }, (_, i) => ({
        userId: 'buyer',
        expiresAt: ago(5_000),
        ticket: { id: `ticket-${i}`, title: 'Concert', price: 20 },
      })),
    );
    await sweep().turn();
    expect(
      await Order.countDocuments({ status: 'cancelled', version: 1, holds: false, pending: false }),
    ).toBe(250);
    const told = await published(parts.outbox, 'order:cancelled');
    expect(new Set(told.map(({ id }) => id)).size).toBe(250);
  });

  it('does nothing while another replica sweeps', async () => {
    const order = await place(ago(5_000));
    await new Lease(mongoose.connection, 'sweep', 60_000).acquire();
    await sweep().turn();
    expect((await reload(order)).status).toBe('created');
  });
});
