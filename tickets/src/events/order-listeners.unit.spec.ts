import { OrderStatus } from '@ticketing/common/contracts';
import { deliver } from '@ticketing/common/testing';
import { Ticket, type TicketDocument } from '../models/ticket';
import { TicketHold } from '../models/ticket-hold';
import { published, useTestParts } from '../testing/test-app';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderCreatedListener,
  OrderUpdatedListener,
} from './order-listeners';

jest.mock('../nats-wrapper');

const parts = useTestParts();
let ticket: TicketDocument;
let created: OrderCreatedListener;
let updated: OrderUpdatedListener;
let cancelled: OrderCancelledListener;
let completed: OrderCompletedListener;

beforeEach(async () => {
  ticket = await Ticket.build({ title: 'Concert', price: 20, userId: 'seller' }).save();
  created = new OrderCreatedListener(parts.outbox);
  updated = new OrderUpdatedListener(parts.outbox);
  cancelled = new OrderCancelledListener(parts.outbox);
  completed = new OrderCompletedListener(parts.outbox);
});

const order = (id: string, version = 0, status = OrderStatus.Created) => ({
  id,
  version,
  status,
  userId: 'buyer',
  expiresAt: new Date().toISOString(),
  ticket: { id: ticket.id as string, price: 20 },
});
const ended = (id: string, version = 1) => ({
  id,
  version,
  reason: 'user' as const,
  userId: 'buyer',
  ticket: { id: ticket.id as string },
});
const paid = (id: string, version = 1) => ({
  id,
  version,
  userId: 'buyer',
  ticket: { id: ticket.id as string },
});
const now = () => Ticket.findById(ticket.id).lean();

describe('order:created', () => {
  it('reserves the ticket and tells of it', async () => {
    await expect(deliver(parts.messaging, created, order('a'))).resolves.toBe('acked');
    expect(await now()).toMatchObject({ orderId: 'a', status: 'reserved', version: 1 });
    expect(await published(parts.outbox, 'ticket:updated')).toEqual([
      expect.objectContaining({ id: ticket.id, orderId: 'a', status: 'reserved', version: 1 }),
    ]);
  });

  it('changes nothing when it comes again', async () => {
    await deliver(parts.messaging, created, order('a'));
    await expect(deliver(parts.messaging, created, order('a'))).resolves.toBe('acked');
    expect(await now()).toMatchObject({ version: 1 });
  });

  it('waits in line behind an order that holds the ticket', async () => {
    await deliver(parts.messaging, created, order('a'));
    await deliver(parts.messaging, created, order('b'));
    expect(await now()).toMatchObject({ orderId: 'a', version: 1 });
  });

  it('is dead-lettered when there is no such ticket', async () => {
    const lost = { ...order('a'), ticket: { id: '665f0c0c0c0c0c0c0c0c0c0c', price: 1 } };
    const outcomes: string[] = [];
    for (let i = 0; i < 5; i++) outcomes.push(await deliver(parts.messaging, created, lost));
    expect(outcomes).toEqual(['redeliver', 'redeliver', 'redeliver', 'redeliver', 'dead-lettered']);
  });

  it('is dead-lettered at once when it is poison', async () => {
    await expect(deliver(parts.messaging, created, '{"id":1}')).resolves.toBe('dead-lettered');
    expect(await now()).toMatchObject({ status: 'open' });
  });

  it('does not let orders of one ticket hinder each other', async () => {
    const writes = jest.spyOn(Ticket, 'findOneAndUpdate');
    const ids = Array.from({ length: 20 }, (_, i) => `o${i}`);
    await Promise.all(ids.map((id) => deliver(parts.messaging, created, order(id))));
    await Promise.all(
      ids.flatMap((id) => [
        deliver(parts.messaging, cancelled, ended(id)),
        deliver(parts.messaging, created, order(`${id}-next`)),
      ]),
    );
    // A transaction that another's write made start again would write once more.
    expect(writes).toHaveBeenCalledTimes(60);
    writes.mockRestore();
  });

  it('gives the ticket to one of many that come at once', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => deliver(parts.messaging, created, order(`o${i}`))));
    expect(await now()).toMatchObject({ status: 'reserved', version: 1 });
    expect(await TicketHold.countDocuments({ state: 'live' })).toBe(8);
  });
});

describe('order:updated', () => {
  it('keeps the hold, without a word about the ticket', async () => {
    await deliver(parts.messaging, created, order('a'));
    await expect(deliver(parts.messaging, updated, order('a', 1, OrderStatus.AwaitingPayment))).resolves.toBe(
      'acked',
    );
    expect(await now()).toMatchObject({ orderId: 'a', status: 'reserved', version: 1 });
  });

  it('waits for the order to be known', async () => {
    await expect(deliver(parts.messaging, updated, order('a', 1, OrderStatus.AwaitingPayment))).resolves.toBe(
      'parked',
    );
    expect(await now()).toMatchObject({ status: 'open' });
  });
});

describe('order:cancelled', () => {
  it('frees the ticket and tells of it', async () => {
    await deliver(parts.messaging, created, order('a'));
    await expect(deliver(parts.messaging, cancelled, ended('a'))).resolves.toBe('acked');
    expect(await now()).toMatchObject({ orderId: null, status: 'open', version: 2 });
    expect(await published(parts.outbox, 'ticket:updated')).toHaveLength(2);
  });

  it('never frees another buyer’s hold', async () => {
    await deliver(parts.messaging, created, order('a'));
    await deliver(parts.messaging, cancelled, ended('a'));
    await deliver(parts.messaging, created, order('b'));
    await expect(deliver(parts.messaging, cancelled, ended('a'))).resolves.toBe('acked');
    expect(await now()).toMatchObject({ orderId: 'b', status: 'reserved' });
  });

  it('passes the ticket to the live order that waits', async () => {
    await deliver(parts.messaging, created, order('a'));
    await deliver(parts.messaging, created, order('b'));
    await deliver(parts.messaging, cancelled, ended('a'));
    expect(await now()).toMatchObject({ orderId: 'b', status: 'reserved', version: 2 });
  });

  it('that overtakes its own order:created is parked, and both are applied in order', async () => {
    await expect(deliver(parts.messaging, cancelled, ended('a'))).resolves.toBe('parked');
    await parts.messaging.listen(cancelled);
    await deliver(parts.messaging, created, order('a'));
    await parts.messaging.settled();
    expect(await now()).toMatchObject({ orderId: null, status: 'open', version: 2 });
  });

  it('changes nothing when it comes again', async () => {
    await deliver(parts.messaging, created, order('a'));
    await deliver(parts.messaging, cancelled, ended('a'));
    await deliver(parts.messaging, cancelled, ended('a'));
    expect(await now()).toMatchObject({ version: 2 });
  });
});

describe('order:completed', () => {
  it('sells the ticket', async () => {
    await deliver(parts.messaging, created, order('a'));
    await deliver(parts.messaging, completed, paid('a'));
    expect(await now()).toMatchObject({ orderId: 'a', status: 'sold', version: 2 });
  });

  it('frees the ticket again when the sale is undone', async () => {
    await deliver(parts.messaging, created, order('a'));
    await deliver(parts.messaging, completed, paid('a'));
    await deliver(parts.messaging, cancelled, ended('a', 2));
    expect(await now()).toMatchObject({ orderId: null, status: 'open', version: 3 });
  });

  it('waits for the order to be known', async () => {
    await expect(deliver(parts.messaging, completed, paid('a'))).resolves.toBe('parked');
  });
});
