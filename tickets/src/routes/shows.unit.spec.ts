import { Outbox } from '@ticketing/common/outbox';
import { queryPlans, signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { newShow, Show } from '../models/show';
import { adoptShowPrices } from '../models/show-prices';
import { ShowWord } from '../models/show-word';
import { Ticket } from '../models/ticket';
import { published, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService();
const concert = {
  title: 'Summer concert',
  startsAt: '2030-07-01T19:30:00+02:00',
  timeZone: 'Europe/Berlin',
  venue: { name: 'Waldbühne', city: 'Berlin', country: 'de' },
  currency: 'EUR',
  category: 'Music',
};
const as = (user: string) => ({ Cookie: signin({ id: user }) });
const get = (path: string) => request(service.app).get(path);
const post = (path: string, body: object, user = 'seller') =>
  request(service.app).post(path).set(as(user)).send(body);
const put = (path: string, body: object, user = 'seller') =>
  request(service.app).put(path).set(as(user)).send(body);
const announce = async (body: object = {}): Promise<string> =>
  ((await post('/api/shows', { ...concert, ...body }).expect(201)).body as { id: string }).id;
const sell = (showId: string, body: object = {}, user = 'seller') =>
  post('/api/tickets', { title: 'Stalls', price: 20, quantity: 5, showId, ...body }, user);
const titles = (body: { title: string }[]): string[] => body.map(({ title }) => title);

describe('POST /api/shows', () => {
  it('announces a show, and publishes it', async () => {
    const { body } = await post('/api/shows', { ...concert, doorsAt: '2030-07-01T16:30:00Z' }).expect(201);
    const stored = {
      id: body.id,
      version: 0,
      userId: 'seller',
      title: 'Summer concert',
      currency: 'eur',
      startsAt: '2030-07-01T17:30:00.000Z',
      doorsAt: '2030-07-01T16:30:00.000Z',
      timeZone: 'Europe/Berlin',
      venue: { name: 'Waldbühne', city: 'Berlin', country: 'DE' },
      category: 'Music',
      status: 'scheduled',
      queue: false,
      resaleCapPercent: 100,
      sequence: 0,
    };
    expect(body).toMatchObject(stored);
    expect(await published(service.outbox, 'show:created')).toEqual([stored]);
    expect((await get(`/api/shows/${body.id}`).expect(200)).body).toEqual({ ...body, tickets: [] });
  });

  it('happens once for an Idempotency-Key', async () => {
    const send = () => post('/api/shows', concert).set('Idempotency-Key', 'k').expect(201);
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    expect(await Show.countDocuments()).toBe(1);
    const other = { ...concert, startsAt: '2030-07-01T19:31:00+02:00' };
    await post('/api/shows', other).set('Idempotency-Key', 'k').expect(422);
  });

  it.each([
    ['title', { title: '' }],
    ['startsAt', { startsAt: '2030-07-01T19:30:00' }],
    ['startsAt', { startsAt: 1 }],
    ['endsAt', { endsAt: concert.startsAt }],
    ['doorsAt', { doorsAt: '2030-07-01T20:00:00+02:00' }],
    ['timeZone', { timeZone: 'Europe/Nowhere' }],
    ['timeZone', { timeZone: '+02:00' }],
    ['venue', { venue: 'Hall' }],
    ['venue', { venue: { name: '' } }],
    ['venue', { venue: { name: 'Hall', country: 'XX' } }],
    ['currency', { currency: 'jpy' }],
    ['queue', { queue: 'yes' }],
    ['resaleCapPercent', { resaleCapPercent: 1_001 }],
    ['description', { description: 'x'.repeat(5_001) }],
  ])('refuses, naming %s: %j', async (field, fault) => {
    const { body } = await post('/api/shows', { ...concert, ...fault }).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ field })]);
  });

  it('answers 401 to a visitor', async () => {
    await request(service.app).post('/api/shows').send(concert).expect(401);
  });
});

describe('GET /api/shows', () => {
  beforeEach(async () => {
    await announce({ title: 'Opera night', startsAt: '2031-01-01T19:00:00Z', category: 'Opera' });
    const match = await announce({ title: 'Cup final', venue: { name: 'Arena', city: 'München' } });
    await sell(match, { price: 90 }).expect(201);
    const jazz = await announce({ title: 'Jazz concert', startsAt: '2030-03-01T19:00:00Z' });
    await sell(jazz, { price: 30 }).expect(201);
    await announce({ title: 'Past concert', startsAt: '2020-03-01T19:00:00Z' });
    await post(`/api/shows/${await announce({ title: 'Cancelled concert' })}/cancel`, { reason: 'Rain' });
  });

  it.each([
    ['', ['Jazz concert', 'Cup final', 'Opera night']],
    ['q=concert', ['Jazz concert']],
    ['q=conc', ['Jazz concert']],
    ['q=concret', ['Jazz concert']],
    ['q=operra+nigth', ['Opera night']],
    ['q=waldbuhne', ['Jazz concert', 'Opera night']],
    ['q=jazz+final', []],
    ['q=contest', []],
    ['q=.*', []],
    ['city=munchen', ['Cup final']],
    ['category=OPERA', ['Opera night']],
    ['from=2030-04-01T00:00:00Z&to=2030-12-31T00:00:00Z', ['Cup final']],
    ['from=2020-01-01T00:00:00Z&q=past', ['Past concert']],
    ['minPrice=50', ['Cup final']],
    ['maxPrice=50', ['Jazz concert']],
    ['minPrice=30&maxPrice=30', ['Jazz concert']],
    ['minPrice=31&maxPrice=89', []],
    ['minPrice=0&maxPrice=999999', ['Jazz concert', 'Cup final']],
    ['sort=newest', ['Jazz concert', 'Cup final', 'Opera night']],
  ])('answers %s', async (query, expected) => {
    const { body, headers } = await get(`/api/shows?${query}`).expect(200);
    expect(titles(body)).toEqual(expected);
    expect((headers as Record<string, string>)['x-total-count']).toBe(String(expected.length));
  });

  it.each(['soonest', 'newest'])('leads through all pages by links, by %s', async (sort) => {
    await announce({ title: 'At the same time' });
    const seen: string[] = [];
    let next: string | undefined = `/api/shows?limit=1&sort=${sort}`;
    while (next) {
      const answer: request.Response = await get(next).expect(200);
      seen.push(...titles(answer.body));
      next = /<([^>]+)>; rel="next"/.exec(answer.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(titles((await get(`/api/shows?sort=${sort}`).expect(200)).body));
    expect(seen).toHaveLength(4);
  });

  it.each([
    ['from', 'from=tomorrow'],
    ['sort', 'sort=price'],
    ['minPrice', 'minPrice=x'],
    ['after', 'after=bm9uZQ'],
  ])('refuses, naming %s: %s', async (field, query) => {
    const { body } = await get(`/api/shows?${query}`).expect(400);
    expect(body.errors[0]).toMatchObject({ field });
  });

  it('says that there are more than a thousand', async () => {
    const details = { ...concert, startsAt: new Date('2030-01-01'), currency: 'eur', userId: 'other' };
    const show = () => newShow({ ...details, queue: false, resaleCapPercent: 100 }, new Date());
    await Show.collection.insertMany(Array.from({ length: 1_001 }, show));
    const { headers } = await get('/api/shows?limit=1').expect(200);
    expect((headers as Record<string, string>)['x-total-count']).toBe('1000+');
  });

  it('shows all of the user’s own at /mine, and nobody else’s', async () => {
    const { body } = await get('/api/shows/mine').set(as('seller')).expect(200);
    expect(titles(body)[0]).toBe('Cancelled concert');
    expect(body).toHaveLength(5);
    expect((await get('/api/shows/mine').set(as('other')).expect(200)).body).toEqual([]);
  });

  it('shows the user’s own by their start: those to come, soonest first, or the others, latest first', async () => {
    const all = async (when: string) => {
      const seen: string[] = [];
      let next: string | undefined = `/api/shows/mine?limit=1&when=${when}`;
      while (next) {
        const answer: request.Response = await get(next).set(as('seller')).expect(200);
        seen.push(...(answer.body as { startsAt: string }[]).map(({ startsAt }) => startsAt));
        next = /<([^>]+)>; rel="next"/.exec(answer.get('link') ?? '')?.[1];
      }
      return seen;
    };
    await announce({ title: 'At the same time' });
    await Show.updateOne({ title: 'Cup final' }, { startsAt: new Date('2021-01-01T00:00:00Z') });
    const [upcoming, past] = [await all('upcoming'), await all('past')];
    expect(upcoming).toEqual([...upcoming].sort());
    expect(past).toEqual([...past].sort().reverse());
    expect([upcoming.length, past.length]).toEqual([4, 2]);
    expect(upcoming[0]! > past[0]!).toBe(true);
    expect((await all('upcoming&status=scheduled')).length).toBe(3);
    const cancelled = await get('/api/shows/mine?status=cancelled').set(as('seller')).expect(200);
    expect(titles(cancelled.body)).toEqual(['Cancelled concert']);
    await get('/api/shows/mine?when=soon').set(as('seller')).expect(400);
    await get('/api/shows/mine?status=over').set(as('seller')).expect(400);
    const plans = await queryPlans(mongoose.connection, () => all('past'));
    for (const { plan, sorted } of plans) {
      expect(plan).toContain('userId: 1, startsAt: 1');
      expect(sorted).toBe(false);
    }
  });
});

describe('shows from before there were steps of prices', () => {
  const adopted = async (): Promise<Record<string, number[]>> => {
    await adoptShowPrices(service.outbox);
    const shows = await Show.find().lean();
    return Object.fromEntries(shows.map(({ title, priceSteps }) => [title, priceSteps]));
  };
  const transactions = jest.spyOn(Outbox.prototype, 'transaction');

  it('are found by price once the service has started, as often as it starts', async () => {
    const early = await announce({ title: 'Early' });
    await sell(early).expect(201);
    await sell(early, { title: 'Balcony', price: 200 }).expect(201);
    await sell(await announce({ title: 'Edited' }), { price: 25 }).expect(201);
    const { body: gone } = await sell(await announce({ title: 'Withdrawn' }), { price: 30 }).expect(201);
    await request(service.app).delete(`/api/tickets/${gone.id}`).set(as('seller')).expect(204);
    await announce({ title: 'Free of tickets' });
    const before = Object.fromEntries((await Show.find().lean()).map((show) => [show.title, show.updatedAt]));
    await Show.collection.updateMany({}, { $unset: { priceSteps: true } });
    await Show.collection.updateOne({ title: 'Edited' }, { $set: { priceSteps: [] } });
    expect(titles((await get('/api/shows?minPrice=1').expect(200)).body)).toEqual([]);

    const steps = await adopted();
    expect(steps).toMatchObject({ Early: [8, 15], Edited: [9], Withdrawn: [9] });
    expect(titles((await get('/api/shows?maxPrice=20').expect(200)).body)).toEqual(['Early']);
    transactions.mockClear();
    expect(await adopted()).toEqual(steps);
    expect(transactions).not.toHaveBeenCalled();
    const after = Object.fromEntries((await Show.find().lean()).map((show) => [show.title, show.updatedAt]));
    expect(after).toEqual(before);
  });

  it('are adopted in batches', async () => {
    const details = { ...concert, startsAt: new Date('2030-01-01'), currency: 'eur', userId: 'other' };
    const show = () => newShow({ ...details, queue: false, resaleCapPercent: 100 }, new Date());
    const shows = Array.from({ length: 501 }, () => ({ ...show(), minPrice: 20, maxPrice: 20 }));
    await Show.collection.insertMany(shows);
    transactions.mockClear();
    await adoptShowPrices(service.outbox);
    expect(transactions).toHaveBeenCalledTimes(2);
    expect(await Show.countDocuments({ priceSteps: [8] })).toBe(501);
  });
});

describe('the plans of the list', () => {
  const plan = async (filter: object, sort: Record<string, 1 | -1>) => {
    const base = { status: 'scheduled', startsAt: { $gte: new Date() } };
    const found = Show.find({ $and: [base, filter] }).sort(sort);
    const { queryPlanner } = (await found.explain('queryPlanner')) as unknown as {
      queryPlanner: { winningPlan: unknown };
    };
    return JSON.stringify(queryPlanner.winningPlan);
  };

  it.each([
    ['by nothing', {}, { startsAt: 1, _id: 1 }],
    ['by city', { cityKey: 'berlin' }, { startsAt: 1, _id: 1 }],
    ['by category', { categoryKey: 'music' }, { startsAt: 1, _id: 1 }],
    ['by price', { priceSteps: { $in: [7, 8] }, minPrice: { $lte: 20 } }, { startsAt: 1, _id: 1 }],
    ['by word', { words: { $in: ['concert', 'concerto'] } }, { startsAt: 1, _id: 1 }],
    ['newest first', {}, { createdAt: -1, _id: -1 }],
  ])('scans an index in its order, %s', async (_what, filter, sort) => {
    const text = await plan(filter, sort as Record<string, 1 | -1>);
    expect(text).toContain('IXSCAN');
    expect(text).not.toContain('COLLSCAN');
    expect(text).not.toContain('"stage":"SORT"');
  });
});

describe('PUT /api/shows/:id', () => {
  it('changes what is given and publishes it; moved, it raises the sequence', async () => {
    const id = await announce();
    await put(`/api/shows/${id}`, { title: 'Autumn concert', category: null }).expect(200);
    const { body } = await put(`/api/shows/${id}`, { startsAt: '2030-10-01T19:30:00+02:00' }).expect(200);
    expect(body).toMatchObject({ title: 'Autumn concert', version: 2, sequence: 1 });
    expect(body).not.toHaveProperty('category');
    expect(await published(service.outbox, 'show:updated')).toMatchObject([
      { title: 'Autumn concert', version: 1, sequence: 0 },
      { startsAt: '2030-10-01T17:30:00.000Z', version: 2, sequence: 1 },
    ]);
    expect(titles((await get('/api/shows?q=autumn').expect(200)).body)).toEqual(['Autumn concert']);
  });

  it('publishes nothing when nothing changes', async () => {
    const id = await announce();
    expect((await put(`/api/shows/${id}`, concert).expect(200)).body).toMatchObject({ version: 0 });
    expect(await published(service.outbox, 'show:updated')).toEqual([]);
  });

  it.each([
    [409, { version: 7 }],
    [400, { endsAt: '2030-01-01T00:00:00Z' }],
  ])('answers %i to %j', async (status, body) => {
    await put(`/api/shows/${await announce()}`, body).expect(status);
  });

  it('answers 401 to another user', async () => {
    await put(`/api/shows/${await announce()}`, { title: 'Mine' }, 'somebody').expect(401);
  });

  it('makes no words known of what is refused', async () => {
    const id = await announce();
    const known = await ShowWord.countDocuments();
    const planted = { title: 'Planted konzert' };
    await put(`/api/shows/${id}`, planted, 'somebody').expect(401);
    await put(`/api/shows/${id}`, { ...planted, version: 7 }).expect(409);
    await put(`/api/shows/${new mongoose.Types.ObjectId().toHexString()}`, planted).expect(404);
    expect(await ShowWord.countDocuments()).toBe(known);
    await put(`/api/shows/${id}`, planted).expect(200);
    expect(titles((await get('/api/shows?q=plantet').expect(200)).body)).toEqual(['Planted konzert']);
  });

  it('answers 404 to an unknown one', async () => {
    await put(`/api/shows/${new mongoose.Types.ObjectId().toHexString()}`, {}).expect(404);
  });
});

describe('a ticket for a show', () => {
  it('has its currency and tells of it, and the show what is left of it', async () => {
    const id = await announce();
    const { body } = await sell(id).expect(201);
    const show = { title: 'Summer concert', timeZone: 'Europe/Berlin', venue: { name: 'Waldbühne' } };
    expect(body).toMatchObject({ showId: id, currency: 'eur', quantity: 5, available: 5, show });
    expect((await get(`/api/tickets/${body.id}`).expect(200)).body).toEqual(body);
    expect((await get('/api/tickets').expect(200)).body).toEqual([body]);
    expect((await get('/api/tickets/mine').set(as('seller')).expect(200)).body).toEqual([body]);
    const { body: whole } = await get(`/api/shows/${id}`).expect(200);
    expect(whole).toMatchObject({ minPrice: 20, maxPrice: 20, tickets: [body] });
    expect(await published(service.outbox, 'ticket:created')).toEqual([
      {
        id: body.id,
        version: 0,
        title: 'Stalls',
        price: 20,
        userId: 'seller',
        quantity: 5,
        showId: id,
        currency: 'eur',
      },
    ]);
  });

  it('has the seats that are given', async () => {
    const { body } = await sell(await announce(), { quantity: undefined, seats: ['A1', 'A2'] }).expect(201);
    expect(body).toMatchObject({ quantity: 2, seats: ['A1', 'A2'] });
    expect(await published(service.outbox, 'ticket:created')).toMatchObject([{ seats: ['A1', 'A2'] }]);
    const { body: shown } = await get(`/api/tickets/${body.id}`).expect(200);
    expect(shown).toEqual({ ...body, taken: [] });
    const more = { seats: ['A1', 'A2', 'A3'] };
    const { body: added } = await put(`/api/tickets/${body.id}`, more).expect(200);
    expect(added).toMatchObject({ ...more, quantity: 2, pendingQuantity: 3 });
    expect(await published(service.outbox, 'ticket:updated')).toMatchObject([{ ...more, quantity: 2 }]);
  });

  it('moves the prices of the show with its own', async () => {
    const id = await announce();
    const { body } = await sell(id, { price: 40 }).expect(201);
    await sell(id, { price: 60 }).expect(201);
    await put(`/api/tickets/${body.id}`, { price: 50 }).expect(200);
    expect((await get(`/api/shows/${id}`)).body).toMatchObject({ minPrice: 50, maxPrice: 60 });
    await request(service.app).delete(`/api/tickets/${body.id}`).set(as('seller')).expect(204);
    expect((await get(`/api/shows/${id}`)).body).toMatchObject({ minPrice: 60, maxPrice: 60 });
    await put(`/api/shows/${id}`, { currency: 'usd' }).expect(400);
  });

  it.each([
    ['of somebody else’s show', 401, {}, 'other'],
    ['of no show', 404, { showId: new mongoose.Types.ObjectId().toHexString() }, 'seller'],
    ['with other seats than places', 400, { quantity: 3, seats: ['A1'] }, 'seller'],
    ['with a seat twice', 400, { seats: ['A1', 'A1'] }, 'seller'],
    [
      'with a sale that ends first',
      400,
      { saleStartsAt: concert.startsAt, saleEndsAt: concert.startsAt },
      'seller',
    ],
  ])('is refused %s', async (_what, status, body, user) => {
    await sell(await announce(), body, user).expect(status);
    expect(await Ticket.countDocuments()).toBe(0);
  });

  it('is refused below what its currency is charged in', async () => {
    const { body } = await sell(await announce({ currency: 'czk' }), { price: 14.99 }).expect(400);
    expect(body.errors[0]).toMatchObject({ field: 'price', code: 'not_payable' });
  });
});

describe('POST /api/shows/:id/cancel', () => {
  it('cancels once, and takes the tickets off sale', async () => {
    const id = await announce();
    const { body: ticket } = await sell(id).expect(201);
    await post(`/api/shows/${id}/cancel`, { reason: 'Rain' }, 'other').expect(401);
    for (let i = 0; i < 2; i += 1) {
      const { body } = await post(`/api/shows/${id}/cancel`, { reason: 'Rain' }).expect(200);
      expect(body).toMatchObject({ status: 'cancelled', cancelReason: 'Rain', version: 1 });
    }
    expect(await published(service.outbox, 'show:updated')).toMatchObject([
      { status: 'cancelled', cancelReason: 'Rain', version: 1 },
    ]);
    expect((await get(`/api/tickets/${ticket.id}`)).body).toMatchObject({ available: 0, withdrawn: true });
    expect(await published(service.outbox, 'ticket:updated')).toMatchObject([
      { withdrawn: true, version: 1 },
    ]);
    expect(await published(service.outbox, 'audit:recorded')).toMatchObject([
      { action: 'show.cancelled', actor: 'seller', subject: id },
    ]);
    await put(`/api/shows/${id}`, { title: 'On again' }).expect(400);
    await sell(id).expect(400);
  });

  it('asks for a reason', async () => {
    const { body } = await post(`/api/shows/${await announce()}/cancel`, { reason: ' ' }).expect(400);
    expect(body.errors).toEqual([
      expect.objectContaining({ field: 'reason', message: 'Say why the event is cancelled' }),
    ]);
  });

  it('leaves no ticket on sale that is put up at the same time', async () => {
    const id = await announce();
    const [cancelled] = await Promise.all([
      post(`/api/shows/${id}/cancel`, { reason: 'Rain' }),
      ...Array.from({ length: 8 }, () => sell(id)),
    ]);
    expect(cancelled?.status).toBe(200);
    expect(await Ticket.countDocuments({ withdrawn: { $ne: true } })).toBe(0);
  });
});
