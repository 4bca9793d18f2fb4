import { OrderStatus } from '@ticketing/common/contracts';
import { transactionalIdempotency } from '@ticketing/common/http';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { signin, testJwtKey, testLogger } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { buildApp } from '../app';
import { OrderExpiry } from '../expiry/order-expiry';
import { Order } from '../models/order';
import { Ticket } from '../models/ticket';
import { natsWrapper } from '../nats-wrapper';
import { TEST_WINDOW_SECONDS, useTestService } from '../testing/test-app';
import { findFreeSlots } from '../unpaid-slots';

jest.mock('../nats-wrapper');

const service = useTestService({ ordersPerAccount: 130 });

const newTickets = async (count: number): Promise<string[]> => {
  const attributes = { title: 'Concert', price: 20, userId: 'seller', version: 0 };
  const tickets = await Ticket.insertMany(Array.from({ length: count }, () => attributes));
  return tickets.map(({ id }) => id);
};
const post = (ticketId: string, user: string, app = service.app) =>
  request(app)
    .post('/api/orders')
    .set('Cookie', signin({ id: user }))
    .send({ ticketId });

/** Another process on the same database. */
const secondReplica = () => {
  const { connection } = mongoose;
  const logger = testLogger;
  return buildApp({
    outbox: new Outbox({ connection, nats: natsWrapper, logger }),
    offers: service.offers,
    windowSeconds: TEST_WINDOW_SECONDS,
    maxUnpaid: 20,
    orderLimit: (_req, _res, next) => next(),
    idempotent: transactionalIdempotency(connection),
    health: new Health(),
    logger,
    jwtKey: testJwtKey,
  });
};

describe('the unpaid places of a buyer', () => {
  it('are twenty, however many are asked for at once and of whichever replica', async () => {
    const tickets = await newTickets(100);
    const other = secondReplica();
    const answers = await Promise.all(
      tickets.map((id, n) => post(id, 'greedy', n % 2 === 0 ? service.app : other)),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(refused).toHaveLength(80);
    expect(refused[0]!.body.errors[0]).toMatchObject({ code: 'too_many_holds' });
    expect(Number(refused[0]!.headers['retry-after'])).toBeGreaterThan(TEST_WINDOW_SECONDS - 60);
    expect(await Order.countDocuments({ userId: 'greedy', pending: true })).toBe(20);
    await post(tickets[0]!, 'other').then(({ status }) => expect([201, 400]).toContain(status));
  });

  it('are found among as many as a setting may allow', async () => {
    const wanted = { userId: 'buyer', count: 10, slots: 1_000_000_000, now: new Date() };
    expect(new Set(await findFreeSlots(wanted))).toHaveProperty('size', 10);
  });

  it('are free again when an order is given back, has expired or is paid', async () => {
    const tickets = await newTickets(24);
    for (const id of tickets.slice(0, 20)) await post(id, 'buyer').expect(201);
    await post(tickets[20]!, 'buyer').expect(429);

    const [back, expired, paid] = await Order.find({ userId: 'buyer' }).limit(3);
    await request(service.app)
      .delete(`/api/orders/${back!.id}`)
      .set('Cookie', signin({ id: 'buyer' }))
      .expect(204);
    await post(tickets[21]!, 'buyer').expect(201);
    await post(tickets[20]!, 'buyer').expect(429);

    await new OrderExpiry(service.outbox, service.offers).expire(
      expired!.id,
      new Date(Date.now() + 3_600_000),
    );
    await post(tickets[22]!, 'buyer').expect(201);
    await post(tickets[20]!, 'buyer').expect(429);

    await paid!.set({ status: OrderStatus.Complete }).save();
    await post(tickets[23]!, 'buyer').expect(201);
    await post(tickets[20]!, 'buyer').expect(429);
  });
});

it('takes so many orders of an account within an hour', async () => {
  const unknown = new mongoose.Types.ObjectId().toHexString();
  const answers = await Promise.all(Array.from({ length: 135 }, () => post(unknown, 'eager')));
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(130);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
});

it('lets an account join queues as often as it may order, both together', async () => {
  const showId = new mongoose.Types.ObjectId().toHexString();
  const Cookie = signin({ id: 'waiting' });
  const join = () => request(service.app).post('/api/queue').set({ Cookie }).send({ showId });
  const answers = await Promise.all(Array.from({ length: 129 }, join));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  await post(showId, 'waiting').expect(404);
  const { headers } = await join().expect(429);
  expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
});
