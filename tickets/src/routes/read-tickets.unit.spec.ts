import { signin } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { expectInputsDocumented, expectRoutesDocumented } from '@ticketing/common/testing';
import { openapi } from '../app';
import { Ticket } from '../models/ticket';
import { useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService();
const get = (path: string) => request(service.app).get(path);
const titles = (body: { title: string }[]): string[] => body.map(({ title }) => title);

describe('GET /api/tickets/:id', () => {
  it('shows a ticket to everybody, without what is internal', async () => {
    const ticket = await Ticket.build({ title: 'Concert', price: 20, userId: 'seller' }).save();
    const { body } = await get(`/api/tickets/${ticket.id}`).expect(200);
    expect(Object.keys(body as object).sort()).toEqual(
      [
        ...['createdAt', 'currency', 'id', 'orderId', 'price', 'status', 'title', 'updatedAt', 'userId'],
        ...['version', 'quantity', 'available', 'held', 'sold'],
      ].sort(),
    );
  });

  it.each([new mongoose.Types.ObjectId().toHexString(), 'no-id'])('answers 404 to %s', async (id) => {
    const { body } = await get(`/api/tickets/${id}`).expect(404);
    expect(body.errors).toHaveLength(1);
  });
});

describe('GET /api/tickets', () => {
  beforeEach(async () => {
    for (const [title, price] of [
      ['Rock concert', 30],
      ['Opera', 80],
      ['Jazz concert', 20],
      ['Chamber music', 20],
    ] as const) {
      await Ticket.build({ title, price, userId: 'seller' }).save();
    }
    await Ticket.build({ title: 'Sold concert', price: 10, userId: 'seller' }).set({ status: 'sold' }).save();
    await Ticket.build({ title: 'Reserved concert', price: 10, userId: 'seller' })
      .set({ status: 'reserved' })
      .save();
  });

  it('lists open tickets, newest first', async () => {
    const { body } = await get('/api/tickets').expect(200);
    expect(titles(body)).toEqual(['Chamber music', 'Jazz concert', 'Opera', 'Rock concert']);
  });

  it.each([
    ['q=concert', ['Jazz concert', 'Rock concert']],
    ['q=ROCK+conc', ['Rock concert']],
    ['q=nothing', []],
    ['q=.*', []],
    ['minPrice=30', ['Opera', 'Rock concert']],
    ['maxPrice=20', ['Chamber music', 'Jazz concert']],
    ['minPrice=25&maxPrice=30', ['Rock concert']],
    ['sort=price', ['Jazz concert', 'Chamber music', 'Rock concert', 'Opera']],
    ['sort=-price', ['Opera', 'Rock concert', 'Chamber music', 'Jazz concert']],
    ['q=concert&sort=price', ['Jazz concert', 'Rock concert']],
  ])('answers %s', async (query, expected) => {
    const { body } = await get(`/api/tickets?${query}`).expect(200);
    expect(titles(body)).toEqual(expected);
  });

  it.each(['newest', 'price', '-price'])('leads through all pages by links, sorted by %s', async (sort) => {
    const seen: string[] = [];
    let next: string | undefined = `/api/tickets?limit=1&sort=${sort}`;
    while (next) {
      const answer: request.Response = await get(next).expect(200);
      seen.push(...titles(answer.body));
      next = /<([^>]+)>; rel="next"/.exec(answer.get('link') ?? '')?.[1];
    }
    const { body } = await get(`/api/tickets?sort=${sort}`).expect(200);
    expect(seen).toEqual(titles(body));
    expect(seen).toHaveLength(4);
  });

  it.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=101'],
    ['limit', 'limit=x'],
    ['after', 'after=%24'],
    ['after', 'after=bm9uZQ'],
    ['minPrice', 'minPrice=x'],
    ['maxPrice', 'maxPrice=-1'],
    ['sort', 'sort=title'],
    ['sort', 'sort=price&sort=price'],
    ['minPrice', 'minPrice=1&minPrice=2'],
    ['q', `q=${'x'.repeat(101)}`],
    ['q', 'q=a&q=b'],
  ])('refuses, naming %s: %s', async (field, query) => {
    const { body } = await get(`/api/tickets?${query}`).expect(400);
    expect(body.errors[0]).toMatchObject({ field, message: expect.stringMatching(`^${field} must `) });
  });

  it.each([
    ['newest first', { createdAt: -1, _id: -1 }],
    ['cheapest first', { price: 1, _id: 1 }],
  ])('scans an index, never the collection, %s', async (_what, sort) => {
    const plan: unknown = await Ticket.find({ $and: [{ status: 'open' }] })
      .sort(sort as Record<string, 1 | -1>)
      .explain('queryPlanner');
    const text = JSON.stringify(
      (plan as { queryPlanner: { winningPlan: unknown } }).queryPlanner.winningPlan,
    );
    expect(text).toContain('IXSCAN');
    expect(text).not.toContain('COLLSCAN');
    expect(text).not.toContain('"stage":"SORT"');
  });
});

describe('GET /api/tickets/mine', () => {
  it('lists all of the user’s tickets and nobody else’s', async () => {
    await Ticket.build({ title: 'One', price: 1, userId: 'seller' }).save();
    await Ticket.build({ title: 'Two', price: 1, userId: 'seller' }).set({ status: 'sold' }).save();
    await Ticket.build({ title: 'Other', price: 1, userId: 'other' }).save();
    const { body } = await get('/api/tickets/mine')
      .set('Cookie', signin({ id: 'seller' }))
      .expect(200);
    expect(titles(body)).toEqual(['Two', 'One']);
  });

  it('pages', async () => {
    for (const title of ['One', 'Two', 'Three'])
      await Ticket.build({ title, price: 1, userId: 'seller' }).save();
    const cookie = signin({ id: 'seller' });
    const first = await get('/api/tickets/mine?limit=2').set('Cookie', cookie).expect(200);
    const next = /<([^>]+)>/.exec((first.headers as Record<string, string>)['link'] ?? '')?.[1] ?? '';
    const second = await get(next).set('Cookie', cookie).expect(200);
    expect([...titles(first.body), ...titles(second.body)]).toEqual(['Three', 'Two', 'One']);
  });

  it('answers 401 to a visitor', async () => {
    await get('/api/tickets/mine').expect(401);
  });
});

it('documents every route', () => {
  expectRoutesDocumented(service.app, openapi);
  expectInputsDocumented(openapi);
});
