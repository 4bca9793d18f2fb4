import { randomBytes, randomUUID } from 'node:crypto';
import { OrderStatus, Subjects } from '@ticketing/common/contracts';
import { NatsWrapper } from '@ticketing/common/messaging';
import { testLogger, waitFor } from '@ticketing/common/testing';
import { startNatsStreaming } from '@ticketing/infra';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { FeedLog } from './feed/feed-log';
import { notificationCollection } from './notification/notification';
import { facts, wire } from './testing/facts';
import { endReplicas, sharedEnvironment, startReplica } from './testing/replica';

const environment = sharedEnvironment({ DELIVERY: 'off' });
const nats = new NatsWrapper();
let connection: Connection;
let broker: Awaited<ReturnType<typeof startNatsStreaming>>;

beforeAll(async () => {
  // A broker of its own: replicas of other specs would take their part of the queue group's messages.
  broker = await startNatsStreaming();
  environment['NATS_URL'] = broker.url;
  environment['NATS_CLUSTER_ID'] = broker.clusterId;
  connection = await mongoose.createConnection(environment['MONGO_URI'] ?? '').asPromise();
  await nats.connect({
    url: broker.url,
    clusterId: broker.clusterId,
    clientId: `spec-${randomBytes(6).toString('hex')}`,
    logger: testLogger,
  });
});
afterAll(async () => {
  await endReplicas();
  await nats.close();
  await broker.stop();
  await connection.dropDatabase();
  await connection.close();
});

interface Fact {
  subject: Subjects;
  wire: string;
}

/** The life of a ticket and two orders of it, as the services tell it. */
function makeLife(): { sellerId: string; facts: Fact[]; buyers: [string, string]; ticketId: string } {
  const ticket = facts.ticket();
  const [first, second] = [facts.order(ticket), facts.order(ticket)];
  const paymentId = facts.id();
  const held = (version: number, orderId: string, status: 'reserved' | 'sold') => ({
    ...ticket,
    version,
    orderId,
    status,
  });
  const end = ({ id, userId }: typeof first, version: number) => ({
    id,
    version,
    userId,
    ticket: { id: ticket.id },
  });
  const told: [Subjects, object][] = [
    [Subjects.TicketCreated, ticket],
    [Subjects.OrderCreated, first],
    [Subjects.TicketUpdated, held(1, first.id, 'reserved')],
    [Subjects.OrderCancelled, { ...end(first, 1), reason: 'expired' }],
    [Subjects.TicketUpdated, { ...ticket, version: 2, orderId: null, status: 'open' }],
    [Subjects.OrderCreated, second],
    [Subjects.TicketUpdated, held(3, second.id, 'reserved')],
    [Subjects.OrderUpdated, { ...second, version: 1, status: OrderStatus.AwaitingPayment }],
    [
      Subjects.PaymentCreated,
      { id: paymentId, version: 0, orderId: second.id, stripeId: 'ch', userId: second.userId, amount: 15 },
    ],
    [Subjects.OrderCompleted, end(second, 2)],
    [Subjects.TicketUpdated, held(4, second.id, 'sold')],
  ];
  return {
    sellerId: ticket.userId,
    ticketId: ticket.id,
    buyers: [first.userId, second.userId],
    facts: told.map(([subject, data]) => ({ subject, wire: wire(data, randomUUID()) })),
  };
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

describe('events in any order, each delivered more than once, to two replicas', () => {
  it('tell everyone concerned each thing once', async () => {
    await Promise.all([startReplica(environment), startReplica(environment)]);
    const lives = Array.from({ length: 20 }, makeLife);
    const all = lives.flatMap((life) => [...life.facts, ...life.facts]);
    await Promise.all(shuffled(all).map((fact) => nats.publish(fact)));
    const rows = notificationCollection(connection);
    const expected = lives.flatMap(({ sellerId, buyers: [first, second] }) => [
      ...['reserved', 'freed', 'reserved', 'sold'].map((what) => `${sellerId} ticket.${what}`),
      `${first} order.placed`,
      `${first} order.expired`,
      `${second} order.placed`,
      `${second} payment.received`,
      `${second} order.completed`,
    ]);
    const mine = { userId: { $in: lives.flatMap(({ sellerId, buyers }) => [sellerId, ...buyers]) } };
    await waitFor(async () => (await rows.countDocuments(mine)) >= expected.length * 2, {
      timeout: 60_000,
      interval: 100,
    });
    const parked = connection.collection('parked_messages');
    await waitFor(async () => (await parked.countDocuments({})) === 0, { timeout: 30_000, interval: 100 });
    for (const type of ['INBOX', 'EMAIL'] as const) {
      const told = await rows.find({ ...mine, type }).toArray();
      expect(told.map(({ userId, kind }) => `${userId} ${kind}`).sort()).toEqual([...expected].sort());
    }
    const log = new FeedLog({ connection });
    for (const { ticketId } of lives) {
      const shown = await log.read({ scopes: [`ticket:${ticketId}`], after: 0 });
      expect(shown.map(({ data }) => (data as { state: string }).state)).toEqual([
        'free',
        'reserved',
        'free',
        'reserved',
        'sold',
      ]);
    }
  }, 180_000);
});
