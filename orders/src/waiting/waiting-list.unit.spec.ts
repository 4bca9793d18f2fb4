import { deliver, signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { cancelShow } from '../cancel-show';
import { PaymentRefundedListener } from '../events/payment-listeners';
import { OrderExpiry } from '../expiry/order-expiry';
import { Order } from '../models/order';
import { Place } from '../models/place';
import { Show } from '../models/show';
import { Ticket, type TicketFields } from '../models/ticket';
import { grantQuantity } from '../places/grant-quantity';
import { saveChanged } from '../save-changed';
import { pay as payOrder, updateTicket } from '../testing/orders';
import { buildTestService, published, TEST_OFFER_SECONDS, useTestService } from '../testing/test-app';
import { WaitingEntry } from './waiting-entry';

jest.mock('../nats-wrapper');

const service = useTestService();

interface Entry {
  id: string;
  status: string;
  position: number;
  orderId?: string;
  why?: string;
}

const list = async (quantity: number, fields: Partial<TicketFields> = {}): Promise<string> => {
  const places = quantity === 1 ? {} : { places: { size: quantity, quantity, freed: 0 } };
  const ticket = new Ticket({ title: 'Concert', price: 20, userId: 'seller', ...places, ...fields });
  return (await ticket.save()).id;
};
const as = (id: string) => ({ Cookie: signin({ id }) });
const order = (ticketId: string, user: string, quantity = 1, app = service.app) =>
  request(app).post('/api/orders').set(as(user)).send({ ticketId, quantity });
const buy = async (ticketId: string, user: string, quantity = 1): Promise<string> =>
  ((await order(ticketId, user, quantity).expect(201)).body as { id: string }).id;
const join = (ticketId: string, user: string, quantity = 1, app = service.app) =>
  request(app).post('/api/waiting-list').set(as(user)).send({ ticketId, quantity });
const decline = (id: string, user: string) =>
  request(service.app).delete(`/api/orders/${id}`).set(as(user)).expect(204);
const entries = async (user: string): Promise<Entry[]> =>
  (await request(service.app).get('/api/waiting-list').set(as(user)).expect(200)).body as Entry[];
const entry = async (user: string): Promise<Entry> => (await entries(user))[0]!;
const statuses = async (...users: string[]) =>
  Promise.all(users.map(async (user) => (await entries(user)).map(({ status }) => status).join()));
const errorCode = ({ body }: { body: { errors: { code: string }[] } }) => body.errors[0]?.code;
const later = () => new Date(Date.now() + 3_600_000);
const expire = (id: string) => new OrderExpiry(service.outbox, service.offers).expire(id, later());
const pay = (orderId: string, userId: string, id?: string) => payOrder(service, orderId, { id, userId });

/** Another process on the same database, as far as its app goes. */
const replica = () => buildTestService().app;

describe('joining', () => {
  it.each([1, 3])('is for tickets of which nothing is free, here of %d', async (quantity) => {
    const ticketId = await list(quantity);
    expect(errorCode(await join(ticketId, 'ann').expect(400))).toBe('available');
    await buy(ticketId, 'buyer', quantity);
    const { body } = await join(ticketId, 'ann').expect(201);
    expect(body).toMatchObject({ ticketId, quantity: 1, position: 1, status: 'waiting', why: 'none-free' });
    expect((await join(ticketId, 'ann').expect(201)).body).toEqual(body);
    await join(ticketId, 'bob').expect(201);
    expect((await entry('bob')).position).toBe(2);
  });

  it('refuses what could never be ordered', async () => {
    const ticketId = await list(3, { terms: { maxPerOrder: 2 } });
    await buy(ticketId, 'buyer', 2);
    await buy(ticketId, 'other');
    expect(errorCode(await join(ticketId, 'seller').expect(400))).toBe('own_ticket');
    expect(errorCode(await join(ticketId, 'ann', 3).expect(400))).toBe('over_limit');
    await join(new mongoose.Types.ObjectId().toHexString(), 'ann').expect(404);
    await Ticket.updateOne({ _id: ticketId }, { 'terms.withdrawn': true });
    expect(errorCode(await join(ticketId, 'ann').expect(400))).toBe('not_on_sale');
  });

  it('keeps the order of those who come at once, over all replicas', async () => {
    const ticketId = await list(5);
    const held = await Promise.all(Array.from({ length: 5 }, (_, n) => buy(ticketId, `buyer-${n}`)));
    const apps = [service.app, replica(), replica()];
    await join(ticketId, 'first').expect(201);
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => join(ticketId, `user-${n}`, 1, apps[n % 3]).expect(201)),
    );
    const line = await WaitingEntry.find({ ticketId }).sort({ number: 1 }).lean();
    expect(new Set(line.map(({ number }) => number)).size).toBe(31);
    expect(line[0]?.userId).toBe('first');
    await Promise.all(held.map((id, n) => decline(id, `buyer-${n}`)));
    const offered = await WaitingEntry.find({ status: 'offered' }).sort({ number: 1 }).lean();
    expect(offered.map(({ userId }) => userId)).toEqual(line.slice(0, 5).map(({ userId }) => userId));
  });

  it.each([1, 2])('races with the place becoming free, and the place isn’t idle, of %d', async (quantity) => {
    const apps = [service.app, replica()];
    for (let round = 0; round < 10; round += 1) {
      const ticketId = await list(quantity);
      const id = await buy(ticketId, 'buyer', quantity);
      const [, ...answers] = await Promise.all([
        decline(id, 'buyer'),
        ...Array.from({ length: 3 }, (_, n) => join(ticketId, `ann-${n}`, 1, apps[n % 2])),
      ]);
      const waiting = await WaitingEntry.countDocuments({ ticketId, status: 'waiting' });
      const taken = await Place.countDocuments({ _id: { $regex: `^${ticketId}#` } });
      expect(waiting > 0 ? taken : quantity).toBe(quantity);
      expect(answers.filter(({ status }) => status === 201).length).toBe(waiting + taken);
    }
  });
});

describe('a place that becomes free', () => {
  it('is offered to the first in line, in an order with a window of its own', async () => {
    const ticketId = await list(1);
    const id = await buy(ticketId, 'buyer');
    await join(ticketId, 'ann').expect(201);
    await decline(id, 'buyer');
    const { orderId, status, position } = await entry('ann');
    expect({ status, position }).toEqual({ status: 'offered', position: 0 });
    const { body } = await request(service.app).get(`/api/orders/${orderId}`).set(as('ann')).expect(200);
    expect(body).toMatchObject({ offer: true, status: 'created', total: 20, userId: 'ann' });
    const left = (Date.parse((body as { expiresAt: string }).expiresAt) - Date.now()) / 1_000;
    expect(left).toBeGreaterThan(TEST_OFFER_SECONDS - 60);
    expect(left).toBeLessThanOrEqual(TEST_OFFER_SECONDS);
    const created = await published(service.outbox, 'order:created');
    expect(created.filter(({ offer }) => offer)).toEqual([
      expect.objectContaining({ id: orderId, version: 0, userId: 'ann', offer: true }),
    ]);
    await pay(orderId!, 'ann');
    expect(await statuses('ann')).toEqual(['taken']);
  });

  it('is never free to the public in between', async () => {
    const ticketId = await list(4);
    const held = await Promise.all(Array.from({ length: 4 }, (_, n) => buy(ticketId, `buyer-${n}`)));
    for (let n = 0; n < 4; n += 1) await join(ticketId, `ann-${n}`).expect(201);
    const apps = [service.app, replica(), replica()];
    let isOver = false;
    const hunt = async (n: number) => {
      const got = [];
      while (!isOver) got.push((await order(ticketId, `hunter-${n}`, 1, apps[n % 3])).status);
      return got;
    };
    const hunters = Promise.all(Array.from({ length: 6 }, (_, n) => hunt(n)));
    await Promise.all(held.map((id, n) => decline(id, `buyer-${n}`)));
    isOver = true;
    const answers = (await hunters).flat();
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.filter((status) => status !== 400)).toEqual([]);
    expect(await WaitingEntry.countDocuments({ status: 'offered' })).toBe(4);
  });

  it('goes on when the offer is declined or runs out, and who declined may join again, last', async () => {
    const ticketId = await list(1);
    const id = await buy(ticketId, 'buyer');
    for (const user of ['ann', 'bob', 'cleo']) await join(ticketId, user).expect(201);
    await expire(id);
    await decline((await entry('ann')).orderId!, 'ann');
    await join(ticketId, 'ann').expect(201);
    expect((await entries('ann')).map(({ status, why }) => [status, why])).toEqual([
      ['waiting', 'none-free'],
      ['passed', 'declined'],
    ]);
    const offer = (await entry('bob')).orderId!;
    expect(await Promise.all([expire(offer), expire(offer)])).toContain(true);
    await expire(offer);
    expect(await entry('bob')).toMatchObject({ status: 'passed', why: 'ran-out' });
    expect(await statuses('cleo', 'ann')).toEqual(['offered', 'waiting,passed']);
    const { id: entryId } = await entry('cleo');
    await request(service.app).delete(`/api/waiting-list/${entryId}`).set(as('cleo')).expect(204);
    expect(await statuses('cleo', 'ann')).toEqual(['passed', 'offered,passed']);
    expect(await Order.countDocuments({ offer: true })).toBe(4);
  });

  it('goes to a group only if there are enough for all of it', async () => {
    const ticketId = await list(4);
    const held = await Promise.all(Array.from({ length: 4 }, (_, n) => buy(ticketId, `buyer-${n}`)));
    await join(ticketId, 'three', 3).expect(201);
    await join(ticketId, 'two', 2).expect(201);
    await decline(held[0]!, 'buyer-0');
    expect(await entry('three')).toMatchObject({ status: 'waiting', why: 'too-few-free' });
    expect(errorCode(await join(ticketId, 'one').expect(400))).toBe('available');
    await decline(held[1]!, 'buyer-1');
    expect(await statuses('three', 'two')).toEqual(['waiting', 'offered']);
    await decline((await entry('two')).orderId!, 'two');
    await decline(held[2]!, 'buyer-2');
    expect(await statuses('three')).toEqual(['offered']);
    const [offer] = await Order.find({ userId: 'three' }).lean();
    expect(new Set(offer!.items![0]!.places).size).toBe(3);
    await decline(held[3]!, 'buyer-3');
    await buy(ticketId, 'public');
  });

  it('is a seat that is free', async () => {
    const ticketId = await list(2, { seats: ['A1', 'A2'], seatsVersion: 0 });
    const { body } = await request(service.app)
      .post('/api/orders')
      .set(as('buyer'))
      .send({ ticketId, seats: ['A2'] })
      .expect(201);
    await buy(ticketId, 'other');
    await join(ticketId, 'ann').expect(201);
    await decline((body as { id: string }).id, 'buyer');
    expect((await Order.findById((await entry('ann')).orderId))!.items![0]!.seats).toEqual(['A2']);
  });

  it('comes of a refund, too', async () => {
    const ticketId = await list(1);
    const id = await buy(ticketId, 'buyer');
    await pay(id, 'buyer', 'p1');
    await join(ticketId, 'ann').expect(201);
    const charge = { id: 'p1', version: 1, orderId: id, userId: 'buyer', amount: 20, stripeId: 'pi' };
    const refund = { ...charge, reason: 'seller' };
    const listener = new PaymentRefundedListener(service.outbox, service.offers);
    await deliver(service.messaging, listener, refund);
    await deliver(service.messaging, listener, refund);
    expect(await statuses('ann')).toEqual(['offered']);
    expect(await Order.countDocuments({ offer: true })).toBe(1);
  });

  it('passes over who can’t have it, and says why', async () => {
    const ticketId = await list(3, { terms: { maxPerBuyer: 1 } });
    await mongoose.connection.collection<{ _id: string }>('users').insertOne({
      _id: 'suspended',
      email: 's@test.com',
      name: 'S',
      role: 'customer',
      status: 'suspended',
      version: 1,
    } as { _id: string });
    const held = await buy(ticketId, 'buyer');
    await buy(ticketId, 'has-one');
    await buy(ticketId, 'other');
    const lots = await list(20);
    await buy(lots, 'capped', 10);
    await buy(lots, 'capped', 10);
    for (const user of ['suspended', 'capped', 'has-one', 'ann']) await join(ticketId, user).expect(201);
    await decline(held, 'buyer');
    const why = async (user: string) => {
      const { status, why: reason } = await entry(user);
      return [status, reason];
    };
    expect(await why('suspended')).toEqual(['passed', 'suspended']);
    expect(await why('capped')).toEqual(['passed', 'too-many-holds']);
    expect(await why('has-one')).toEqual(['passed', 'over-limit']);
    expect(await why('ann')).toEqual(['offered', undefined]);
  });
});

describe('places that are added', () => {
  it('are offered before the public sees them, however many', async () => {
    const ticketId = await list(2);
    await buy(ticketId, 'buyer', 2);
    for (let n = 0; n < 3; n += 1) await join(ticketId, `ann-${n}`).expect(201);
    await updateTicket(service, ticketId, 1, { status: 'reserved', pendingQuantity: 250 });
    await grantQuantity(service.outbox, service.offers, ticketId);
    await grantQuantity(service.outbox, service.offers, ticketId);
    expect(await statuses('ann-0', 'ann-1', 'ann-2')).toEqual(['offered', 'offered', 'offered']);
    expect(await Place.countDocuments()).toBe(5);
    expect((await published(service.outbox, 'places:updated')).map(({ quantity }) => quantity)).toEqual([
      250,
    ]);
    await buy(ticketId, 'public');
  });

  describe.each([1, 2])('beside one of %d that is given back', (quantity) => {
    const given = async () => {
      const ticketId = await list(quantity);
      const held = await Promise.all(Array.from({ length: quantity }, (_, n) => buy(ticketId, `buyer-${n}`)));
      for (let n = 0; n < 3; n += 1) await join(ticketId, `ann-${n}`).expect(201);
      const add = async () => {
        await updateTicket(service, ticketId, 1, { status: 'reserved', pendingQuantity: quantity + 1 });
        await grantQuantity(service.outbox, service.offers, ticketId);
      };
      const orderId = held[0]!;
      return { ticketId, orderId, add, free: () => decline(orderId, 'buyer-0') };
    };
    type Given = Awaited<ReturnType<typeof given>>;

    it.each([
      [
        'before it',
        async ({ add, free }: Given) => {
          await add();
          await free();
        },
      ],
      [
        'after it',
        async ({ add, free }: Given) => {
          await free();
          await add();
        },
      ],
      ['at once with it', ({ add, free }: Given) => Promise.all([add(), free()])],
      [
        'while it is',
        async ({ orderId, add }: Given) => {
          let isFirst = true;
          await service.outbox.transaction(async (tx) => {
            const order = (await Order.findById(orderId).session(tx.session))!;
            if (isFirst) {
              isFirst = false;
              await add();
            }
            order.set({ status: 'cancelled', cancelReason: 'user' });
            await saveChanged(tx, order, service.offers);
          });
        },
      ],
    ])('both go to those who wait: added %s', async (_when, change) => {
      const ticket = await given();
      await change(ticket);
      expect(await statuses('ann-0', 'ann-1', 'ann-2')).toEqual(['offered', 'offered', 'waiting']);
      expect(await Place.countDocuments({ _id: { $regex: `^${ticket.ticketId}#` } })).toBe(quantity + 1);
      await order(ticket.ticketId, 'public').expect(400);
    });
  });
});

describe('a line ends', () => {
  it('with its show, offers included', async () => {
    const showId = new mongoose.Types.ObjectId().toHexString();
    await Show.create({ _id: showId, status: 'scheduled', version: 0 });
    const ticketId = await list(2, { terms: { showId } });
    const held = await buy(ticketId, 'buyer');
    await buy(ticketId, 'other');
    for (const user of ['ann', 'bob']) await join(ticketId, user).expect(201);
    await decline(held, 'buyer');
    await Show.updateOne({ _id: showId }, { status: 'cancelled' });
    await cancelShow(service.outbox, service.offers, showId);
    for (const user of ['ann', 'bob'])
      expect(await entry(user)).toMatchObject({ status: 'left', why: 'show-cancelled' });
    expect(await Place.countDocuments()).toBe(0);
  });

  it('when the ticket is withdrawn', async () => {
    const ticketId = await list(2);
    const held = await buy(ticketId, 'buyer', 2);
    await join(ticketId, 'ann').expect(201);
    await Ticket.updateOne({ _id: ticketId }, { 'terms.withdrawn': true, version: 1 });
    await grantQuantity(service.outbox, service.offers, ticketId);
    expect(await entry('ann')).toMatchObject({ status: 'left', why: 'withdrawn' });
    await decline(held, 'buyer');
    expect(await Order.countDocuments({ offer: true })).toBe(0);
  });
});

it('is left by whoever waits, and by nobody else', async () => {
  const ticketId = await list(1);
  const held = await buy(ticketId, 'buyer');
  const { body } = await join(ticketId, 'ann').expect(201);
  const leave = (user: string, id = (body as Entry).id) =>
    request(service.app).delete(`/api/waiting-list/${id}`).set(as(user));
  await leave('bob').expect(401);
  await leave('ann', new mongoose.Types.ObjectId().toHexString()).expect(404);
  expect(await statuses('ann')).toEqual(['waiting']);
  await leave('ann').expect(204);
  await leave('ann').expect(204);
  expect(await statuses('ann')).toEqual(['left']);
  await decline(held, 'buyer');
  await buy(ticketId, 'public');
});
