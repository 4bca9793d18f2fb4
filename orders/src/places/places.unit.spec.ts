import { OrderStatus } from '@ticketing/common/contracts';
import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { showProjection } from '../events/listeners';
import { OrderExpiry } from '../expiry/order-expiry';
import { adoptOrders } from '../models/adopt-orders';
import { Order } from '../models/order';
import { Place, placeId } from '../models/place';
import { Show } from '../models/show';
import { Ticket, type TicketFields } from '../models/ticket';
import { pay, updateTicket } from '../testing/orders';
import { buildTestService, published, useTestService } from '../testing/test-app';
import { cancelShow } from '../cancel-show';
import { freePlaces } from './free-places';
import { grantQuantity } from './grant-quantity';

jest.mock('../nats-wrapper');

const service = useTestService();

const list = async (quantity: number, fields: Partial<TicketFields> = {}): Promise<string> => {
  const places = { size: quantity, quantity, freed: 0 };
  const ticket = await new Ticket({
    title: 'Concert',
    price: 20,
    userId: 'seller',
    places,
    ...fields,
  }).save();
  return ticket.id;
};
const post = (body: object, user = 'buyer', app = service.app) =>
  request(app)
    .post('/api/orders')
    .set('Cookie', signin({ id: user }))
    .send(body);
const cancel = (id: string, user = 'buyer') =>
  request(service.app)
    .delete(`/api/orders/${id}`)
    .set('Cookie', signin({ id: user }));
const taken = () => Place.countDocuments({ order: { $ne: null } });
const errorCode = ({ body }: { body: { errors: { code: string }[] } }) => body.errors[0]?.code;

describe('a ticket of many places', () => {
  it.each(['one_place_per_allowance', 'one_unpaid_place_per_slot', 'places'])(
    'is not tried again and again for a key that is called as an index is: %s',
    async (key) => {
      const ticketId = await list(20);
      const ordered = () => post({ ticketId }).set('Idempotency-Key', key).expect(201);
      const first = await ordered();
      const insert = jest.spyOn(service.outbox, 'insert').mockClear();
      expect((await ordered()).body).toEqual(first.body);
      // More than once only where the place that it picked is the taken one.
      expect(insert.mock.calls.length).toBeLessThan(10);
      expect(await taken()).toBe(1);
    },
  );

  it('is sold place by place, none twice, and nobody is refused while one is free', async () => {
    const ticketId = await list(50);
    const apps = [service.app, buildTestService().app, buildTestService().app];
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, n) => post({ ticketId }, `buyer-${n}`, apps[n % apps.length])),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(errorCode(answer)).toBe('reserved');
    const orders = await Order.find().lean();
    const places = orders.flatMap(({ items }) => items!.flatMap((item) => item.places));
    expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(await taken()).toBe(50);
  });

  it('sells a place again that was given back, whoever saw it taken', async () => {
    const ticketId = await list(2);
    const first = await post({ ticketId, quantity: 2 }).expect(201);
    await post({ ticketId }, 'other').expect(400);
    const id = (first.body as { id: string }).id;
    await Promise.all([cancel(id).expect(204), cancel(id).expect(204)]);
    expect(await taken()).toBe(0);
    await post({ ticketId, quantity: 2 }, 'other').expect(201);
  });

  it('says whether somebody may let go', async () => {
    const ticketId = await list(1);
    await post({ ticketId }).expect(201);
    expect(errorCode(await post({ ticketId }, 'other').expect(400))).toBe('reserved');
    await (await Order.findOne())!.set({ status: OrderStatus.Complete }).save();
    expect(errorCode(await post({ ticketId }, 'other').expect(400))).toBe('sold_out');
  });

  it('frees the places of what expires, which others then get', async () => {
    const ticketId = await list(3);
    const { body } = await post({ ticketId, quantity: 3 }).expect(201);
    await new OrderExpiry(service.outbox, service.offers).expire(
      (body as { id: string }).id,
      new Date(Date.now() + 3_600_000),
    );
    await post({ ticketId, quantity: 3 }, 'other').expect(201);
  });

  it('says in answers and events what was ordered, and what it costs', async () => {
    const ticketId = await list(5, { price: 0.1 + 0.6, terms: { currency: 'eur' } });
    const { body } = await post({ ticketId, quantity: 3, price: 0.7 }).expect(201);
    const ticket = { id: ticketId, title: 'Concert', price: 0.7 };
    expect(body).toMatchObject({
      ticket,
      items: [{ ticket, quantity: 3 }],
      total: 2.1,
      currency: 'eur',
    });
    const [event] = await published(service.outbox, 'order:created');
    expect(event).toMatchObject({ items: [{ quantity: 3 }], total: 2.1, currency: 'eur' });
  });
});

describe('seats', () => {
  const seats = ['A1', 'A2', 'A3'];
  const rows = () => list(3, { seats, seatsVersion: 0 });

  it('are those that were asked for, once', async () => {
    const ticketId = await rows();
    const { body } = await post({ ticketId, seats: ['A3', 'A1'] }).expect(201);
    expect(body).toMatchObject({ items: [{ quantity: 2, seats: ['A3', 'A1'] }], total: 40 });
    expect(errorCode(await post({ ticketId, seats: ['A1'] }, 'other').expect(400))).toBe('reserved');
    const { body: any } = await post({ ticketId }, 'other').expect(201);
    expect(any).toMatchObject({ items: [{ seats: ['A2'] }] });
  });

  it('are not fewer or more than the places that are asked for', async () => {
    const ticketId = await rows();
    for (const quantity of [1, 3]) {
      const { body } = await post({ ticketId, seats: ['A1', 'A2'], quantity }).expect(400);
      expect((body as { errors: object[] }).errors).toMatchObject([{ field: 'quantity' }]);
    }
    await post({ ticketId, seats: ['A1', 'A2'], quantity: 2 }).expect(201);
  });

  it.each([[['Z9']], [['A1', 'A1']], [[]], ['A1'], [[7]]])('refuse %j', async (wanted) => {
    const { body } = await post({ ticketId: await rows(), seats: wanted }).expect(400);
    expect((body as { errors: object[] }).errors).toEqual([
      expect.objectContaining({ field: expect.stringMatching(/^seats/) }),
    ]);
  });
});

describe('a cart', () => {
  it('has all its places or none, however many ask at once', async () => {
    const tickets = [await list(10), await list(7), await list(4)];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        post({ items: tickets.map((ticketId) => ({ ticketId, quantity: 2 })) }, `buyer-${n}`),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(await taken()).toBe(12);
    await Promise.all(tickets.slice(0, 2).map((ticketId) => post({ ticketId }, 'last').expect(201)));
  });

  it('is answered even if another has picked what it still needs, and needs what it has', async () => {
    const halls = [await list(3), await list(3)];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const items = halls.map((ticketId) => ({ ticketId, quantity: 2 }));
        return post({ items: n % 2 ? items : items.toReversed() }, `buyer-${n}`);
      }),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await taken()).toBe(4);
  });

  it('is of one seller and currency, of different tickets, and of ten places at most', async () => {
    const [one, other, euro] = [
      await list(20),
      await list(5, { userId: 'another' }),
      await list(5, { terms: { currency: 'eur' } }),
    ];
    await post({ items: [{ ticketId: one }, { ticketId: other }] }).expect(400);
    await post({ items: [{ ticketId: one }, { ticketId: euro }] }).expect(400);
    await post({ items: [{ ticketId: one }, { ticketId: one.toUpperCase() }] }).expect(400);
    await post({ ticketId: one, items: [{ ticketId: one }] }).expect(400);
    expect(errorCode(await post({ ticketId: one, quantity: 11 }).expect(400))).toBe('over_limit');
    await post({ ticketId: one, quantity: 0 }).expect(400);
    expect(await taken()).toBe(0);
  });

  it('counts each place among those held unpaid', async () => {
    const ticketId = await list(50);
    await post({ ticketId, quantity: 10 }).expect(201);
    await post({ ticketId, quantity: 9 }).expect(201);
    expect(errorCode(await post({ ticketId, quantity: 2 }).expect(429))).toBe('too_many_holds');
    await post({ ticketId }).expect(201);
    expect(await taken()).toBe(20);
  });
});

describe('the seller’s rules', () => {
  const ahead = new Date(Date.now() + 3_600_000);
  const ago = new Date(Date.now() - 3_600_000);

  it.each([
    [{ saleStartsAt: ahead }, 'not_on_sale'],
    [{ saleEndsAt: ago }, 'not_on_sale'],
    [{ withdrawn: true as const }, 'not_on_sale'],
    [{ maxPerOrder: 1 }, 'over_limit'],
    [{ maxPerBuyer: 1 }, 'over_limit'],
  ])('%j refuses with %s', async (terms, code) => {
    const ticketId = await list(5, { terms });
    expect(errorCode(await post({ ticketId, quantity: 2 }).expect(400))).toBe(code);
  });

  it('let nobody buy from themselves', async () => {
    const ticketId = await list(5);
    expect(errorCode(await post({ ticketId }, 'seller').expect(400))).toBe('own_ticket');
  });

  it('let a buyer have so many places, however many are asked for at once', async () => {
    const ticketId = await list(30, { terms: { maxPerBuyer: 3 } });
    const apps = [service.app, buildTestService().app];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => post({ ticketId }, 'buyer', apps[n % 2])),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(await taken()).toBe(3);
  });
});

describe('what the seller wants', () => {
  const want = async (id: string, version: number, fields: object): Promise<void> => {
    await updateTicket(service, id, version, fields);
    await grantQuantity(service.outbox, service.offers, id);
  };
  const granted = async () =>
    (await published(service.outbox, 'places:updated')).map(({ version, quantity, ticketVersion }) => [
      version,
      quantity,
      ticketVersion,
    ]);

  it('is granted as far as free places allow, once for each version', async () => {
    const ticketId = await list(10);
    await post({ ticketId, quantity: 4 }).expect(201);
    await want(ticketId, 1, { pendingQuantity: 2 });
    await grantQuantity(service.outbox, service.offers, ticketId);
    expect(errorCode(await post({ ticketId }, 'other').expect(400))).toBe('reserved');
    await want(ticketId, 2, { pendingQuantity: 6 });
    await post({ ticketId, quantity: 2 }, 'other').expect(201);
    expect(errorCode(await post({ ticketId }, 'last').expect(400))).toBe('reserved');
    expect(await granted()).toEqual([
      [0, 4, 1],
      [1, 6, 2],
    ]);
  });

  it('labels the only place of one', async () => {
    const { id } = await new Ticket({ title: 'Concert', price: 20, userId: 'seller' }).save();
    const ticketId = id;
    await want(ticketId, 1, { seats: ['A1'], pendingQuantity: 1 });
    const { body } = await post({ ticketId, seats: ['A1'] }).expect(201);
    expect(body).toMatchObject({ items: [{ quantity: 1, seats: ['A1'] }] });
    expect(await granted()).toEqual([[0, 1, 1]]);
  });

  it('makes many places of one', async () => {
    const ticket = await new Ticket({ title: 'Concert', price: 20, userId: 'seller' }).save();
    const ticketId = ticket.id;
    await post({ ticketId }).expect(201);
    await want(ticketId, 1, { pendingQuantity: 3 });
    await post({ ticketId, quantity: 2 }, 'other').expect(201);
    await post({ ticketId }, 'last').expect(400);
  });

  it('makes many places of one that is given back at the same instant, and sells that again', async () => {
    const ticket = await new Ticket({ title: 'Concert', price: 20, userId: 'seller' }).save();
    const ticketId = ticket.id;
    await post({ ticketId }).expect(201);
    let isFirst = true;
    await service.outbox.transaction(async (tx) => {
      const order = await Order.findOne({ userId: 'buyer' }).session(tx.session);
      if (isFirst) {
        isFirst = false;
        await want(ticketId, 1, { pendingQuantity: 2 });
        await post({ ticketId }, 'other').expect(201);
      }
      await freePlaces(tx, [order!]);
    });
    await post({ ticketId }, 'last').expect(201);
  });

  it('takes the free places off sale, and says so once', async () => {
    const ticketId = await list(5);
    const { body } = await post({ ticketId, quantity: 2 }).expect(201);
    await want(ticketId, 1, { withdrawn: true });
    await want(ticketId, 2, { withdrawn: true });
    expect(await granted()).toEqual([[0, 2, 1]]);
    await cancel((body as { id: string }).id).expect(204);
    await want(ticketId, 3, { withdrawn: true });
    expect((await granted()).at(-1)).toEqual([1, 0, 3]);
  });

  it('takes those off sale, too, that are given back meanwhile, and none that is bought', async () => {
    const ticketId = await list(2_100);
    await want(ticketId, 1, { pendingQuantity: 2_100 });
    const { body } = await post({ ticketId, quantity: 2 }).expect(201);
    await post({ ticketId }, 'other').expect(201);
    await updateTicket(service, ticketId, 2, { withdrawn: true });
    const transaction = service.outbox.transaction.bind(service.outbox);
    jest.spyOn(service.outbox, 'transaction').mockImplementationOnce(async (work, options) => {
      const result = await transaction(work, options);
      await cancel((body as { id: string }).id).expect(204);
      const gone = new Set(await Place.distinct('_id'));
      const free = Array.from({ length: 2_100 }, (_, n) => placeId(ticketId, n)).find((id) => !gone.has(id));
      await Place.create({ _id: free, order: new mongoose.Types.ObjectId() });
      return result;
    });
    await grantQuantity(service.outbox, service.offers, ticketId);
    expect(await Place.countDocuments({ order: null })).toBe(2_098);
    expect(await granted()).toEqual([
      [0, 2_100, 1],
      [1, 2, 2],
    ]);
  });

  it('reads no place more than once or twice, however many are taken off sale', async () => {
    const ticketId = await list(5_000);
    await post({ ticketId, quantity: 2 }).expect(201);
    await updateTicket(service, ticketId, 1, { pendingQuantity: 50 });
    const queries = jest.spyOn(mongoose.Query.prototype, 'exec');
    await grantQuantity(service.outbox, service.offers, ticketId);
    const answers = await Promise.all(queries.mock.results.map(({ value }) => value as Promise<unknown>));
    queries.mockRestore();
    expect(answers.flatMap((answer) => (Array.isArray(answer) ? answer : [])).length).toBeLessThan(10);
    expect(await Place.countDocuments({ order: null })).toBe(4_950);
    expect(await granted()).toEqual([[0, 50, 1]]);
  });

  it('races with buyers for each place, and the key decides', async () => {
    const ticketId = await list(40);
    const [, ...answers] = await Promise.all([
      want(ticketId, 1, { pendingQuantity: 20 }),
      ...Array.from({ length: 40 }, (_, n) => post({ ticketId }, `buyer-${n}`)),
    ]);
    const sold = answers.filter(({ status }) => status === 201).length;
    const [[, quantity]] = (await granted()) as [[number, number, number]];
    expect(quantity).toBe(Math.max(20, quantity));
    expect(sold).toBe(await taken());
    expect(sold).toBe(quantity);
    expect(await Place.countDocuments()).toBe(40);
  });
});

describe('a cancelled show', () => {
  const showId = new mongoose.Types.ObjectId().toHexString();

  it('ends its unpaid orders, and sells nothing more', async () => {
    const ticketId = await list(5, { terms: { showId } });
    await Show.create({ _id: showId, status: 'scheduled', version: 0 });
    await post({ ticketId, quantity: 2 }).expect(201);
    const { body } = await post({ ticketId }, 'payer').expect(201);
    const paid = (body as { id: string }).id;
    await pay(service, paid, { userId: 'payer' });
    const [, whenUpdated] = showProjection().listeners();
    expect(whenUpdated?.subject).toBe('show:updated');
    await Show.updateOne({ _id: showId }, { status: 'cancelled' });
    await cancelShow(service.outbox, service.offers, showId);
    await cancelShow(service.outbox, service.offers, showId);
    expect(await published(service.outbox, 'order:cancelled')).toEqual([
      expect.objectContaining({ reason: 'show-cancelled', version: 1, total: 40 }),
    ]);
    expect((await Order.findById(paid))?.status).toBe('complete');
    expect(errorCode(await post({ ticketId }, 'other').expect(400))).toBe('not_on_sale');
  });
});

describe('a payment after the end', () => {
  it('takes other places where its own are gone, and none when too few are left', async () => {
    const ticketId = await list(4);
    const { body } = await post({ ticketId, quantity: 2 }).expect(201);
    const orderId = (body as { id: string }).id;
    await cancel(orderId).expect(204);
    const [first] = (await Order.findById(orderId))!.items![0]!.places;
    await Place.create({ _id: placeId(ticketId, first!), order: new mongoose.Types.ObjectId() });
    expect(await pay(service, orderId, { amount: 40 })).toBe('acked');
    const order = await Order.findById(orderId);
    expect(order).toMatchObject({ status: 'complete', version: 2 });
    expect(order!.items![0]!.places).not.toContain(first);
    expect(await taken()).toBe(3);

    const second = await post({ ticketId }, 'other').expect(201);
    const late = (second.body as { id: string }).id;
    await cancel(late, 'other').expect(204);
    await post({ ticketId }, 'last').expect(201);
    await pay(service, late, { id: 'p2' });
    expect(await published(service.outbox, 'order:payment-rejected')).toEqual([
      expect.objectContaining({ orderId: late, paymentId: 'p2' }),
    ]);
  });
});

describe('a payment after the end, where a buyer may have so many places', () => {
  const lapsed = async (ticketId: string) => {
    const { body } = await post({ ticketId, quantity: 2 }).expect(201);
    const { id } = body as { id: string };
    await cancel(id).expect(204);
    return id;
  };

  it('takes the places again as some of those', async () => {
    const ticketId = await list(9, { terms: { maxPerBuyer: 3 } });
    const late = await lapsed(ticketId);
    await pay(service, late, { amount: 40 });
    expect((await Order.findById(late))!.status).toBe('complete');
    expect(await Place.countDocuments({ allowance: { $exists: true } })).toBe(2);
    await post({ ticketId, quantity: 2 }).expect(400);
    await post({ ticketId }).expect(201);
  });

  it('is given back where they have others since', async () => {
    const ticketId = await list(9, { terms: { maxPerBuyer: 2 } });
    const late = await lapsed(ticketId);
    await post({ ticketId, quantity: 2 }).expect(201);
    await pay(service, late, { amount: 40 });
    expect((await Order.findById(late))!.status).toBe('cancelled');
    expect(await published(service.outbox, 'order:payment-rejected')).toEqual([
      expect.objectContaining({ orderId: late }),
    ]);
    expect(await taken()).toBe(2);
  });
});

describe('an installation from before there were places', () => {
  it('gives its live orders theirs, as often as it starts', async () => {
    const ticketId = await list(1, { places: undefined });
    await Order.collection.createIndex(
      { 'ticket.id': 1 },
      { name: 'one_live_order_per_ticket', unique: true, partialFilterExpression: { holds: true } },
    );
    const order = Order.build({
      userId: 'buyer',
      expiresAt: new Date(Date.now() + 60_000),
      ticket: { id: ticketId, title: 'Concert', price: 20 },
    });
    await Order.collection.insertOne({ ...order.toObject(), slot: 3, version: 0 });
    await adoptOrders(service.outbox);
    await adoptOrders(service.outbox);
    expect(await Order.findById(order._id).lean()).toMatchObject({ total: 20, slots: [3], version: 0 });
    expect(errorCode(await post({ ticketId }, 'other').expect(400))).toBe('reserved');
    expect((await Order.collection.indexes()).map(({ name }) => name)).not.toContain(
      'one_live_order_per_ticket',
    );
    await cancel(String(order._id)).expect(204);
    await post({ ticketId }, 'other').expect(201);
  });
});
