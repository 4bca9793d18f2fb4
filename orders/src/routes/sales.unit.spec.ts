import { OrderStatus } from '@ticketing/common/contracts';
import { queryPlans, signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { Order } from '../models/order';
import { Ticket } from '../models/ticket';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const newId = () => new mongoose.Types.ObjectId().toHexString();

describe('what a seller sold over all', () => {
  const service = useTestService();
  const [opera, ball] = [newId(), newId()];
  let [stalls, box, dance, single] = ['', '', '', ''];

  const get = (path = '', user = 'seller') =>
    request(service.app)
      .get(`/api/orders/sales${path}`)
      .set('Cookie', signin({ id: user }));
  const list = async (price: number, quantity: number, terms: object, userId = 'seller') => {
    const places = quantity > 1 ? { places: { size: quantity, quantity, freed: 0 } } : {};
    return (await new Ticket({ title: 'T', price, userId, terms, ...places }).save()).id;
  };
  const items = (...those: [string, number, number][]) =>
    those.map(([id, price, quantity]) => ({ ticket: { id, title: 'T', price }, quantity, places: [] }));
  const order = (fields: object) =>
    Order.collection.insertOne({
      userId: newId(),
      createdAt: new Date(),
      updatedAt: new Date(),
      expiresAt: new Date(),
      status: OrderStatus.Complete,
      paymentId: newId(),
      pending: false,
      ...fields,
    });

  beforeEach(async () => {
    stalls = await list(19.99, 10, { showId: opera, currency: 'eur' });
    box = await list(50, 4, { showId: opera, currency: 'eur' });
    dance = await list(1200, 20, { showId: ball, currency: 'jpy' });
    single = await list(7.5, 1, { currency: 'eur' });
    const others = await list(99, 5, { showId: newId(), currency: 'eur' }, 'other');
    // A cart with what somebody else sells has never been, but must not count.
    await order({ currency: 'eur', items: items([stalls, 19.99, 3], [box, 50, 1], [others, 99, 1]) });
    await order({
      currency: 'eur',
      items: items([stalls, 19.99, 1]),
      refunded: items([stalls, 19.99, 2]),
    });
    await order({
      currency: 'eur',
      status: OrderStatus.Cancelled,
      items: items([box, 50, 2]),
      refunded: items([box, 50, 1]),
    });
    await order({ currency: 'jpy', items: items([dance, 1200, 4]) });
    await order({
      currency: 'eur',
      items: items([stalls, 19.99, 2], [single, 7.5, 1]),
      status: OrderStatus.Created,
      pending: true,
    });
    // It ended without a payment.
    await order({ currency: 'eur', items: items([stalls, 19.99, 5]), status: OrderStatus.Cancelled });
    await Order.collection.updateMany({ status: OrderStatus.Created }, { $unset: { paymentId: true } });
    await Order.collection.updateOne({ 'items.quantity': 5 }, { $unset: { paymentId: true } });
  });

  it('is added up by currency, with what is held, free and refunded', async () => {
    const { body } = await get().expect(200);
    const withoutShow = [{ currency: 'eur', sold: 0, held: 1, free: 0, taken: 0, refunded: 0 }];
    expect(body).toEqual({
      total: [
        // Of stalls 4 sold, 2 held and 2 refunded; of the box 1 sold and 3 refunded.
        { currency: 'eur', sold: 5, held: 3, free: 7, taken: 319.94, refunded: 189.98 },
        { currency: 'jpy', sold: 4, held: 0, free: 16, taken: 4800, refunded: 0 },
      ],
      withoutShow,
    });
  });

  it('is the sum of what is told of each show, and of the tickets without one', async () => {
    const { body: total } = await get();
    const { body: shows } = await get(`/shows?showIds=${opera.toUpperCase()},${ball},${opera}`).expect(200);
    expect(shows).toEqual([
      {
        showId: opera,
        sales: [{ currency: 'eur', sold: 5, held: 2, free: 7, taken: 319.94, refunded: 189.98 }],
      },
      { showId: ball, sales: [{ currency: 'jpy', sold: 4, held: 0, free: 16, taken: 4800, refunded: 0 }] },
    ]);
    type Row = {
      currency: string;
      sold: number;
      held: number;
      free: number;
      taken: number;
      refunded: number;
    };
    const rows = [...(shows as { sales: Row[] }[]).flatMap(({ sales }) => sales), ...total.withoutShow];
    for (const row of total.total as Row[])
      for (const figure of ['sold', 'held', 'free', 'taken', 'refunded'] as const)
        expect(
          rows
            .filter(({ currency }) => currency === row.currency)
            .reduce((sum, each) => sum + each[figure], 0),
        ).toBeCloseTo(row[figure], 9);
  });

  it('has what somebody sells again apart from the show, which is not theirs', async () => {
    const again = await list(15, 1, { showId: opera, currency: 'eur', resaleOf: newId() }, 'holder');
    await order({ currency: 'eur', items: items([again, 15, 1]) });
    const sales = [{ currency: 'eur', sold: 1, held: 0, free: 0, taken: 15, refunded: 0 }];
    expect((await get('', 'holder')).body).toEqual({ total: sales, withoutShow: sales });
    expect((await get(`/shows?showIds=${opera}`, 'holder')).body).toEqual([]);
  });

  it('is told by day, each currency by itself, without what went back', async () => {
    const today = new Date().toISOString().slice(0, 10);
    await order({
      currency: 'eur',
      items: items([stalls, 19.99, 1]),
      createdAt: new Date(Date.now() - 401 * 86_400_000),
    });
    expect((await get('/days').expect(200)).body).toEqual([
      { day: today, places: 5, total: 129.96, currency: 'eur' },
      { day: today, places: 4, total: 4800, currency: 'jpy' },
    ]);
    await get('/days?timeZone=%2B02:00').expect(400);
  });

  it('is its seller’s alone', async () => {
    expect((await get('', 'stranger').expect(200)).body).toEqual({ total: [], withoutShow: [] });
    expect((await get('/days', 'stranger').expect(200)).body).toEqual([]);
    expect((await get(`/shows?showIds=${opera}`, 'stranger').expect(200)).body).toEqual([]);
    for (const path of ['', '/days', `/shows?showIds=${opera}`])
      await request(service.app).get(`/api/orders/sales${path}`).expect(401);
  });

  it.each([
    ['none', ''],
    ['what is no id', `${newId()},x`],
    ['more than a page', Array.from({ length: 101 }, newId).join(',')],
  ])('refuses %s as shows', async (_what, showIds) => {
    const { body } = await get(`/shows?showIds=${showIds}`).expect(400);
    expect(body.errors[0]).toMatchObject({ field: 'showIds' });
  });

  it('is found by indexes', async () => {
    const plans = await queryPlans(
      mongoose.connection,
      async () => {
        for (const path of ['', '/days', `/shows?showIds=${opera}`]) await get(path).expect(200);
      },
      { op: 'command' },
    );
    const orders = plans.filter(({ collection }) => collection === 'orders');
    expect(orders).toHaveLength(5);
    for (const { plan } of orders) expect(plan).toContain('items.ticket.id');
  });
});
