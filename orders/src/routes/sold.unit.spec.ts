import { OrderStatus } from '@ticketing/common/contracts';
import { clockZones, findClockChange, queryPlans, signin } from '@ticketing/common/testing';
import fc from 'fast-check';
import mongoose from 'mongoose';
import request from 'supertest';
import { orderNumber } from '../domain/order-number';
import { Order } from '../models/order';
import { Ticket } from '../models/ticket';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const newId = () => new mongoose.Types.ObjectId().toHexString();

describe('what a show sold', () => {
  const service = useTestService();
  const showId = newId();
  let [standing, stalls, elsewhere] = ['', '', ''];
  const [ada, bob] = [newId(), newId()];

  const get = (path = '', user = 'seller') =>
    request(service.app)
      .get(`/api/orders/sold/${showId}${path}`)
      .set('Cookie', signin({ id: user }));
  const list = async (title: string, price: number, show = showId, userId = 'seller') =>
    (await new Ticket({ title, price, userId, terms: { showId: show, currency: 'eur' } }).save()).id;
  const order = (
    userId: string,
    createdAt: string,
    items: [string, number, number, string[]?][],
    more = {},
  ) =>
    Order.collection.insertOne({
      userId,
      createdAt: new Date(createdAt),
      updatedAt: new Date(),
      expiresAt: new Date(),
      items: items.map(([id, price, quantity, seats]) => ({
        ticket: { id, title: 'T', price },
        quantity,
        places: [],
        ...(seats ? { seats } : {}),
      })),
      currency: 'eur',
      status: OrderStatus.Complete,
      paymentId: newId(),
      ...more,
    });

  beforeEach(async () => {
    standing = await list('Standing', 19.99);
    stalls = await list('Stalls', 50);
    elsewhere = await list('Elsewhere', 70, newId());
    await mongoose.connection.collection('users').insertMany([
      { _id: new mongoose.Types.ObjectId(ada), name: 'Ada (Lovelace)', email: 'ada@example.com' },
      { _id: new mongoose.Types.ObjectId(bob), name: '=1+1', email: 'bob@example.com' },
    ]);
    await order(ada, '2026-03-01T10:00:00Z', [[standing, 19.99, 3]]);
    await order(bob, '2026-03-01T23:30:00Z', [
      [stalls, 50, 2, ['A1', 'A2']],
      [elsewhere, 70, 1],
    ]);
    await order(ada, '2026-03-02T12:00:00Z', [[standing, 19.99, 1]], {
      status: OrderStatus.Cancelled,
      cancelReason: 'refunded',
    });
    await order(bob, '2026-03-03T12:00:00Z', [[standing, 19.99, 1]], {
      status: OrderStatus.Created,
      paymentId: undefined,
    });
    await Order.collection.updateMany({ paymentId: null }, { $unset: { paymentId: true } });
  });

  it('is listed by pages, newest first, as far as it is of the show', async () => {
    const first = await get('?limit=1').expect(200);
    expect(first.body).toMatchObject([{ status: 'refunded', name: 'Ada (Lovelace)', total: 19.99 }]);
    const [, next = ''] = /<([^>]+)>/.exec(first.headers['link'] as string) ?? [];
    const rest = await request(service.app)
      .get(next.replace('limit=1', 'limit=9'))
      .set('Cookie', signin({ id: 'seller' }));
    expect(rest.body).toEqual([
      expect.objectContaining({
        status: 'paid',
        email: 'bob@example.com',
        total: 100,
        currency: 'eur',
        items: [{ ticketId: stalls, title: 'T', quantity: 2, seats: ['A1', 'A2'] }],
      }),
      expect.objectContaining({
        status: 'paid',
        total: 59.97,
        items: [{ ticketId: standing, title: 'T', quantity: 3 }],
      }),
    ]);
  });

  it('is found by name, address, seat, id and number', async () => {
    const ids = async (q: string) =>
      ((await get(`?q=${encodeURIComponent(q)}`)).body as { id: string }[]).map(({ id }) => id);
    const all = await ids('');
    expect(all).toHaveLength(3);
    expect(await ids('ada (lov')).toEqual([all[0], all[2]]);
    expect(await ids('bob@')).toEqual([all[1]]);
    expect(await ids('a2')).toContain(all[1]);
    expect(await ids(all[2]!)).toEqual([all[2]]);
    expect(await ids(orderNumber(all[1]!))).toContain(all[1]);
    expect(await ids(all[0]!.slice(-8))).toContain(all[0]);
    expect(await ids('FFFF-FFFF')).toEqual([]);
    expect(await ids('nobody')).toEqual([]);
  });

  it('is a file that no spreadsheet runs', async () => {
    const { text, headers } = await get('?format=csv&q=bob').expect(200);
    expect(headers['content-type']).toContain('text/csv');
    const [header, row, end] = text.split('\r\n');
    expect(header).toBe(
      '"order","date","name","email","places","seats","total","currency","status","refunded","number"',
    );
    expect(row).toMatch(
      /"2026-03-01T23:30:00\.000Z","'=1\+1","bob@example\.com","2 × T","A1 A2","100\.00","eur","paid","0\.00","[0-9A-F]{4}-[0-9A-F]{4}"$/,
    );
    expect(end).toBe('');
  });

  it('is counted by the days of a time zone, without what went back', async () => {
    const { body } = await get('/days').expect(200);
    expect(body).toEqual([{ day: '2026-03-01', places: 5, total: 159.97, currency: 'eur' }]);
    const { body: there } = await get('/days?timeZone=Europe/Berlin').expect(200);
    expect(there).toEqual([
      { day: '2026-03-01', places: 3, total: 59.97, currency: 'eur' },
      { day: '2026-03-02', places: 2, total: 100, currency: 'eur' },
    ]);
    await get('/days?timeZone=%2B02:00').expect(400);
  });

  it('is counted by the last 400 days, in however many currencies', async () => {
    const firstDay = Date.parse('2027-01-01T12:00:00Z');
    const dayAt = (n: number) => new Date(firstDay + n * 86_400_000).toISOString();
    for (let n = 0; n < 401; n += 1) await order(ada, dayAt(n), [[standing, 20, 1]]);
    await Order.collection.updateMany({}, { $set: { currency: 'eur' } });
    const orders = await Order.collection.find({}, { projection: { _id: 0 } }).toArray();
    await Order.collection.insertMany(orders.map((each) => ({ ...each, currency: 'chf' })));
    const body = (await get('/days').expect(200)).body as { day: string; currency: string }[];
    expect(body).toHaveLength(800);
    expect(body[0]).toMatchObject({ day: dayAt(1).slice(0, 10), currency: 'chf' });
    expect(body.at(-1)).toMatchObject({ day: dayAt(400).slice(0, 10), currency: 'eur' });
  });

  it('falls on the day that the show’s clocks had, over every change of them', async () => {
    const change = fc.record({
      timeZone: fc.constantFrom(...clockZones),
      halfYear: fc.nat(20),
      sales: fc.array(fc.integer({ min: -2_000, max: 2_000 }), { minLength: 1, maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ timeZone, halfYear, sales }) => {
        await Order.deleteMany({});
        const calendar = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' });
        const sold = new Map<string, number>();
        const clockChange = findClockChange(timeZone, halfYear);
        for (const minutes of sales) {
          const at = new Date(clockChange + minutes * 60_000);
          await order(ada, at.toISOString(), [[standing, 20, 1]]);
          sold.set(calendar.format(at), (sold.get(calendar.format(at)) ?? 0) + 1);
        }
        const { body } = await get(`/days?timeZone=${timeZone}`).expect(200);
        expect((body as { day: string; places: number }[]).map(({ day, places }) => [day, places])).toEqual(
          [...sold].sort(),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('is shown to its seller alone', async () => {
    for (const path of ['', '?format=csv', '/days']) await get(path, ada).expect(401);
    await Ticket.deleteMany({});
    for (const path of ['', '/days']) await get(path).expect(404);
  });

  it('shows somebody who sells one of a show’s tickets again that one only', async () => {
    const resale = await list('Resale', 15, showId, bob);
    await order(ada, '2026-03-04T12:00:00Z', [[resale, 15, 1]]);
    expect((await get('', bob).expect(200)).body).toMatchObject([{ items: [{ ticketId: resale }] }]);
    expect((await get().expect(200)).body).toHaveLength(3);
  });

  it('is found by an index, in its order', async () => {
    const read = async () => {
      await get('?limit=1').expect(200);
      await get('/days').expect(200);
    };
    const plans = await queryPlans(mongoose.connection, read, { op: 'command' });
    const [listed, counted] = plans.filter(({ collection }) => collection === 'orders');
    expect(listed?.plan).toContain('items.ticket.id: 1, createdAt: -1');
    expect(listed?.sorted).toBe(false);
    expect(counted?.plan).toContain('items.ticket.id');
  });
});
