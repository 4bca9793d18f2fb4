import { OrderStatus } from '@ticketing/common/contracts';
import type { AnyListener } from '@ticketing/common/messaging';
import { deliver } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { Ticket, type TicketDocument } from '../models/ticket';
import { takenSeats } from '../models/taken-seats';
import { TicketHold } from '../models/ticket-hold';
import type { TicketRow } from '../models/ticket-view';
import { OrderFolds } from '../order-folds';
import { published, useTestService } from '../testing/test-app';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderCreatedListener,
  OrderUpdatedListener,
} from './order-listeners';
import { PlacesUpdatedListener } from './places-listener';

jest.mock('../nats-wrapper');

const service = useTestService();
let ticket: TicketDocument;
let folds: OrderFolds;

beforeEach(async () => {
  ticket = await Ticket.build({ title: 'Concert', price: 20, userId: 'seller' }).save();
  folds = new OrderFolds(service.outbox);
});

/** Delivers what a listener of this class hears. */
const toListener =
  <L extends AnyListener>(Class: new (folds: OrderFolds) => L) =>
  (data: Parameters<L['onMessage']>[0] | string) =>
    deliver(service.messaging, new Class(folds), data);
const created = toListener(OrderCreatedListener);
const updated = toListener(OrderUpdatedListener);
const cancelled = toListener(OrderCancelledListener);
const completed = toListener(OrderCompletedListener);

const order = (id: string, version = 0, status = OrderStatus.Created) => ({
  id,
  version,
  status,
  userId: 'buyer',
  expiresAt: new Date().toISOString(),
  ticket: { id: ticket.id, price: 20 },
});
const ended = (id: string, version = 1) => ({
  id,
  version,
  reason: 'user' as const,
  userId: 'buyer',
  ticket: { id: ticket.id },
});
const paid = (id: string, version = 1) => ({
  id,
  version,
  userId: 'buyer',
  ticket: { id: ticket.id },
});
const now = () => Ticket.findById(ticket.id).lean();

describe('order:created', () => {
  it('reserves the ticket and tells of it', async () => {
    expect(await created(order('a'))).toBe('acked');
    expect(await now()).toMatchObject({ orderId: 'a', status: 'reserved', version: 1 });
    expect(await published(service.outbox, 'ticket:updated')).toEqual([
      expect.objectContaining({ id: ticket.id, orderId: 'a', status: 'reserved', version: 1 }),
    ]);
  });

  it('changes nothing when it comes again', async () => {
    await created(order('a'));
    expect(await created(order('a'))).toBe('acked');
    expect(await now()).toMatchObject({ version: 1 });
  });

  it('waits in line behind an order that holds the ticket', async () => {
    await created(order('a'));
    await created(order('b'));
    expect(await now()).toMatchObject({ orderId: 'a', version: 1 });
  });

  it('is dead-lettered when there is no such ticket', async () => {
    const lost = { ...order('a'), ticket: { id: '665f0c0c0c0c0c0c0c0c0c0c', price: 1 } };
    const outcomes: string[] = [];
    for (let i = 0; i < 5; i++) outcomes.push(await created(lost));
    expect(outcomes).toEqual(['redeliver', 'redeliver', 'redeliver', 'redeliver', 'dead-lettered']);
  });

  it('is dead-lettered at once when it is poison', async () => {
    expect(await created('{"id":1}')).toBe('dead-lettered');
    expect(await now()).toMatchObject({ status: 'open' });
  });

  it('does not let orders of one ticket hinder each other', async () => {
    const writes = jest.spyOn(Ticket.collection, 'bulkWrite');
    const ids = Array.from({ length: 20 }, (_, i) => `o${i}`);
    await Promise.all(ids.map((id) => created(order(id))));
    await Promise.all(ids.flatMap((id) => [cancelled(ended(id)), created(order(`${id}-next`))]));
    // A transaction that another's write made start again would write once more.
    expect(writes).toHaveBeenCalledTimes(60);
    writes.mockRestore();
  });

  it('shares transactions with orders of other tickets, and stands or falls by itself', async () => {
    const tickets = await Promise.all(
      Array.from({ length: 20 }, () => Ticket.build({ title: 'Gig', price: 20, userId: 'seller' }).save()),
    );
    const writes = jest.spyOn(Ticket.collection, 'bulkWrite');
    const lost = { ...order('lost'), ticket: { id: '665f0c0c0c0c0c0c0c0c0c0c', price: 1 } };
    const outcomes = await Promise.all([
      created(lost),
      completed(paid('early')),
      ...tickets.map(({ id }, nth) =>
        created({
          ...order(`o${nth}`),
          ticket: { id: id, price: 20 },
        }),
      ),
    ]);
    expect(outcomes).toEqual(['redeliver', 'parked', ...tickets.map(() => 'acked')]);
    expect(writes.mock.calls.length).toBeLessThan(tickets.length / 2);
    writes.mockRestore();
    const events = await published(service.outbox, 'ticket:updated');
    expect(events).toHaveLength(tickets.length);
    expect(events).toEqual(
      expect.arrayContaining(
        tickets.map(({ id }, nth) =>
          expect.objectContaining({ id: id, orderId: `o${nth}`, status: 'reserved', version: 1 }),
        ),
      ),
    );
    expect(await now()).toMatchObject({ status: 'open', version: 0 });
  });

  it('gives the ticket to one of many that come at once', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => created(order(`o${i}`))));
    expect(await now()).toMatchObject({ status: 'reserved', version: 1 });
    expect(await TicketHold.countDocuments({ state: 'live' })).toBe(8);
  });
});

describe('order:updated', () => {
  it('keeps the hold, without a word about the ticket', async () => {
    await created(order('a'));
    expect(await updated(order('a', 1, OrderStatus.AwaitingPayment))).toBe('acked');
    expect(await now()).toMatchObject({ orderId: 'a', status: 'reserved', version: 1 });
  });

  it('waits for the order to be known', async () => {
    expect(await updated(order('a', 1, OrderStatus.AwaitingPayment))).toBe('parked');
    expect(await now()).toMatchObject({ status: 'open' });
  });
});

describe('order:cancelled', () => {
  it('frees the ticket and tells of it', async () => {
    await created(order('a'));
    expect(await cancelled(ended('a'))).toBe('acked');
    expect(await now()).toMatchObject({ orderId: null, status: 'open', version: 2 });
    expect(await published(service.outbox, 'ticket:updated')).toHaveLength(2);
  });

  it('never frees another buyer’s hold', async () => {
    await created(order('a'));
    await cancelled(ended('a'));
    await created(order('b'));
    expect(await cancelled(ended('a'))).toBe('acked');
    expect(await now()).toMatchObject({ orderId: 'b', status: 'reserved' });
  });

  it('passes the ticket to the live order that waits', async () => {
    await created(order('a'));
    await created(order('b'));
    await cancelled(ended('a'));
    expect(await now()).toMatchObject({ orderId: 'b', status: 'reserved', version: 2 });
  });

  it('that overtakes its own order:created is parked, and both are applied in order', async () => {
    expect(await cancelled(ended('a'))).toBe('parked');
    await service.messaging.listen(new OrderCancelledListener(folds));
    await created(order('a'));
    await service.messaging.settled();
    expect(await now()).toMatchObject({ orderId: null, status: 'open', version: 2 });
  });

  it('changes nothing when it comes again', async () => {
    await created(order('a'));
    await cancelled(ended('a'));
    await cancelled(ended('a'));
    expect(await now()).toMatchObject({ version: 2 });
  });
});

describe('order:completed', () => {
  it('sells the ticket', async () => {
    await created(order('a'));
    await completed(paid('a'));
    expect(await now()).toMatchObject({ orderId: 'a', status: 'sold', version: 2 });
  });

  it('frees the ticket again when the sale is undone', async () => {
    await created(order('a'));
    await completed(paid('a'));
    await cancelled(ended('a', 2));
    expect(await now()).toMatchObject({ orderId: null, status: 'open', version: 3 });
  });

  it('waits for the order to be known', async () => {
    expect(await completed(paid('a'))).toBe('parked');
  });
});

describe('orders of many places', () => {
  const price = 20;
  let seated: TicketDocument;
  beforeEach(async () => {
    const many = { title: 'Stalls', price, userId: 'seller' };
    ticket = await Ticket.build({ ...many, quantity: 500 }).save();
    seated = await Ticket.build({ ...many, quantity: 4, seats: ['A1', 'A2', 'A3', 'A4'] }).save();
  });

  const cart = (
    id: string,
    version: number,
    wanted: readonly (readonly [TicketDocument, readonly number[]])[],
  ) => ({
    ...order(id, version),
    ticket: { id: wanted[0]![0].id, price },
    items: wanted.map(([{ id: ticketId }, places]) => ({
      ticket: { id: ticketId, price },
      quantity: places.length,
      places: [...places],
    })),
  });
  /** The end of a paid order of a resale, which gives back a place that another order had sold. */
  const resold = async (id: string, freed: { ticketId: string; place: number }) => {
    const again = await Ticket.build({ title: 'Again', price, userId: 'giver' }).save();
    await created(cart(id, 0, [[again, [0]]]));
    await completed(cart(id, 1, [[again, [0]]]));
    const resale = { admissionId: 'a1', surrendered: true, freed };
    return { ...cart(id, 2, [[again, [0]]]), reason: 'refunded' as const, resale };
  };
  const stored = ({ id } = ticket) => Ticket.findById(id).lean();
  const taken = async () => {
    const row = await Ticket.findById(seated.id).lean();
    return takenSeats(row as TicketRow);
  };

  it('hold so many, are told of in absolute numbers, and name nobody', async () => {
    await created(cart('a', 0, [[ticket, [0, 1, 2]]]));
    await created(cart('b', 0, [[ticket, [3, 4]]]));
    expect(await stored()).toMatchObject({ held: 5, sold: 0, orderId: null, status: 'open', version: 2 });
    await completed({ ...cart('a', 1, [[ticket, [0, 1, 2]]]) });
    await cancelled({
      ...cart('b', 1, [[ticket, [3, 4]]]),
      reason: 'user' as const,
    });
    expect(await published(service.outbox, 'ticket:updated')).toMatchObject([
      { held: 3, sold: 0, quantity: 500, version: 1 },
      { held: 5, sold: 0, version: 2 },
      { held: 2, sold: 3, version: 3 },
      { held: 0, sold: 3, orderId: null, status: 'open', version: 4 },
    ]);
  });

  it('are applied to each ticket of a cart, and once when they come again', async () => {
    const both = [
      [ticket, [7]],
      [seated, [1, 3]],
    ] as const;
    for (let i = 0; i < 2; i += 1) await created(cart('a', 0, both));
    expect(await stored()).toMatchObject({ held: 1, version: 1 });
    expect(await stored(seated)).toMatchObject({ held: 2, version: 1 });
    expect(await taken()).toEqual(['A2', 'A4']);
    for (let i = 0; i < 2; i += 1) await cancelled({ ...cart('a', 1, both), reason: 'user' as const });
    expect(await stored()).toMatchObject({ held: 0, version: 2 });
    expect(await taken()).toEqual([]);
  });

  it('free what is no longer part of a paid cart', async () => {
    const [rest, gone] = [[seated, [1, 3]] as const, [ticket, [7]] as const];
    await created(cart('a', 0, [gone, rest]));
    await completed(cart('a', 1, [gone, rest]));
    const refunded = { ...cart('a', 2, [[seated, [3]]]), status: OrderStatus.Complete };
    await updated(refunded);
    expect(await stored()).toMatchObject({ held: 0, sold: 0 });
    expect(await stored(seated)).toMatchObject({ held: 0, sold: 1 });
    expect(await taken()).toEqual(['A4']);
  });

  it('free a place that was sold again once its last buyer is given back, once', async () => {
    const places = [1, 3];
    await created(cart('a', 0, [[seated, places]]));
    await completed(cart('a', 1, [[seated, places]]));
    const resale = await resold('b', { ticketId: seated.id, place: 3 });
    for (let i = 0; i < 2; i += 1) await cancelled(resale);
    expect(await stored(seated)).toMatchObject({ held: 0, sold: 1, status: 'open' });
    expect(await taken()).toEqual(['A2']);
    const end = cart('a', 2, [[seated, places]]);
    const items = end.items.map((item) => ({ ...item, resold: [3] }));
    await cancelled({ ...end, items, reason: 'refunded' as const });
    expect(await stored(seated)).toMatchObject({ held: 0, sold: 0 });
    expect(await taken()).toEqual([]);
    await created(cart('c', 0, [[seated, [3]]]));
    expect(await taken()).toEqual(['A4']);
  });

  it('free the only place of a ticket in the same way', async () => {
    ticket = await Ticket.build({ title: 'Concert', price, userId: 'seller' }).save();
    await created(order('a'));
    await completed(paid('a'));
    const resale = await resold('b', { ticketId: ticket.id, place: 0 });
    for (let i = 0; i < 2; i += 1) await cancelled(resale);
    expect(await stored()).toMatchObject({ orderId: null, status: 'open', sold: 0 });
    await created(order('c'));
    await completed(paid('c'));
    expect(await stored()).toMatchObject({ orderId: 'c', status: 'sold', sold: 1 });
  });

  it('tell of a seat that passed from one order to another in one version', async () => {
    await created(cart('a', 0, [[seated, [0]]]));
    expect(await taken()).toEqual(['A1']);
    // Both come within the window that the order before opened.
    await Promise.all([
      cancelled({ ...cart('a', 1, [[seated, [0]]]), reason: 'user' as const }),
      created(cart('b', 0, [[seated, [2]]])),
    ]);
    expect(await stored(seated)).toMatchObject({ held: 1 });
    expect(await taken()).toEqual(['A3']);
  });

  it('that wait together become one version', async () => {
    const replicas = Array.from(
      { length: 3 },
      () => new OrderCreatedListener(new OrderFolds(service.outbox)),
    );
    await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        deliver(service.messaging, replicas[n % 3]!, cart(`o${n}`, 0, [[ticket, [n]]])),
      ),
    );
    const { version, held } = (await stored())!;
    expect(held).toBe(300);
    expect(version).toBeLessThan(30);
    const events = { aggregate: `ticket:${ticket.id}` };
    expect(await mongoose.connection.collection('outbox').countDocuments(events)).toBe(version);
    expect(await TicketHold.countDocuments({ state: 'live' })).toBe(300);
  });

  it('become ten versions a second at the most, whichever replicas they reach', async () => {
    const replicas = Array.from(
      { length: 3 },
      () => new OrderCreatedListener(new OrderFolds(service.outbox)),
    );
    const started = Date.now();
    const oneByOne = async (replica: OrderCreatedListener, nth: number) => {
      for (let n = 0; n < 4; n += 1)
        await deliver(service.messaging, replica, cart(`o${nth}-${n}`, 0, [[ticket, [nth * 4 + n]]]));
    };
    await Promise.all(replicas.map(oneByOne));
    const { version, held } = (await stored())!;
    expect(held).toBe(12);
    expect(version).toBeLessThanOrEqual((Date.now() - started) / 100 + 1);
  });

  it('let those that came too early wait alone', async () => {
    const early = { ...cart('late', 1, [[ticket, [9]]]), reason: 'user' as const };
    const outcomes = await Promise.all([cancelled(early), created(cart('a', 0, [[ticket, [1]]]))]);
    expect(outcomes).toEqual(['parked', 'acked']);
    expect(await stored()).toMatchObject({ held: 1 });
  });

  it('show never more than there are, until the order that left is heard of', async () => {
    for (const id of ['a', 'b']) await created(cart(id, 0, [[seated, [0, 1, 2]]]));
    expect((await published(service.outbox, 'ticket:updated')).at(-1)).toMatchObject({
      quantity: 4,
      held: 4,
      status: 'reserved',
    });
    const left = { ...cart('a', 1, [[seated, [0, 1, 2]]]), reason: 'user' as const };
    await cancelled(left);
    expect(await stored(seated)).toMatchObject({ held: 3, status: 'open' });
  });

  describe('when the places become other ones', () => {
    const places = (version: number, quantity: number, ticketVersion: number) =>
      deliver(service.messaging, new PlacesUpdatedListener(service.outbox), {
        id: ticket.id,
        version,
        quantity,
        ticketVersion,
      });

    it('shows what was granted, and drops the wish that it answers', async () => {
      await Ticket.updateOne({ _id: ticket.id }, { pendingQuantity: 3, pendingVersion: 5 });
      await created(cart('a', 0, [[ticket, [0, 1, 2, 3]]]));
      await places(0, 400, 4);
      expect(await stored()).toMatchObject({ quantity: 400, pendingQuantity: 3 });
      expect(await places(2, 4, 5)).toBe('parked');
      await places(1, 4, 5);
      expect(await stored()).toMatchObject({ quantity: 4, held: 4, status: 'reserved' });
      expect(await stored()).not.toHaveProperty('pendingQuantity');
      await places(1, 9, 5);
      const events = await published(service.outbox, 'ticket:updated');
      expect(events.at(-1)).toMatchObject({ quantity: 4, held: 4, status: 'reserved', version: 3 });
      expect(events.at(-1)).not.toHaveProperty('pendingQuantity');
    });

    it('knows again who holds a ticket of one place, and counts again when it has more', async () => {
      ticket = await Ticket.build({ title: 'Single', price, userId: 'seller' }).save();
      await created(order('a'));
      await places(0, 3, 0);
      expect(await stored()).toMatchObject({ quantity: 3, held: 1, status: 'open', orderId: null });
      await places(1, 1, 0);
      expect(await stored()).toMatchObject({ quantity: 1, held: 1, status: 'reserved', orderId: 'a' });
      await completed(paid('a'));
      expect(await stored()).toMatchObject({ held: 0, sold: 1, status: 'sold', orderId: 'a' });
      await places(2, 2, 0);
      expect(await stored()).toMatchObject({ quantity: 2, held: 0, sold: 1, status: 'open' });
    });
  });

  it('go on with rows from before there were carts', async () => {
    ticket = await Ticket.build({ title: 'Single', price, userId: 'seller' }).save();
    await TicketHold.create({
      _id: 'a',
      ticketId: ticket.id,
      version: 0,
      state: 'live',
      sequence: 1,
    });
    await Ticket.collection.updateOne(
      { _id: ticket._id },
      { $set: { orderId: 'a', status: 'reserved' }, $unset: { quantity: '', held: '', sold: '' } },
    );
    await completed(paid('a'));
    expect(await stored()).toMatchObject({ sold: 1, status: 'sold', orderId: 'a', version: 1 });
    expect(await TicketHold.countDocuments()).toBe(1);
  });
});
