import {
  type Event,
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderCreatedEvent,
  type OrderUpdatedEvent,
  Subjects,
  type UserCreatedEvent,
  type UserUpdatedEvent,
} from '@ticketing/common/contracts';
import {
  Messaging,
  NatsWrapper,
  Publisher,
  QuietChannels,
  RedisMessageStore,
} from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { bearer, testJwtKey, testLogger, testUser, waitFor } from '@ticketing/common/testing';
import { type NatsStreamingServer, startNatsStreaming, startRedis } from '@ticketing/infra';
import type { Express } from 'express';
import request from 'supertest';
import { buildApp } from './app';
import { listeners } from './events/listeners';
import { ExpirationCompletePublisher } from './events/publishers';
import { UserRoles } from './models/user-roles';
import { ExpirationQueue } from './queues/expiration-queue';
import { RedisConnections } from './redis';
import { BOARD_PATH } from './routes/queues';
import { cancelledOrder, completedOrder, inMs, liveOrder, newId } from './testing/orders';

function definePublisher<T extends Event>(subject: T['subject']): new (nats: NatsWrapper) => Publisher<T> {
  return class extends Publisher<T> {
    readonly subject = subject;
  };
}
const OrderCreated = definePublisher<OrderCreatedEvent>(Subjects.OrderCreated);
const OrderUpdated = definePublisher<OrderUpdatedEvent>(Subjects.OrderUpdated);
const OrderCancelled = definePublisher<OrderCancelledEvent>(Subjects.OrderCancelled);
const OrderCompleted = definePublisher<OrderCompletedEvent>(Subjects.OrderCompleted);
const UserCreated = definePublisher<UserCreatedEvent>(Subjects.UserCreated);
const UserUpdated = definePublisher<UserUpdatedEvent>(Subjects.UserUpdated);

// The servers are this file's own: the broker is killed, Redis emptied, and other specs publish orders, too.
let broker: NatsStreamingServer;
let orders: NatsWrapper;
const completed: { orderId: string; at: number }[] = [];
let app: Express;
let appWith: (directory: UserRoles) => Express;
let redis: RedisConnections;
let stop: () => Promise<void>;

async function connect(clientId: string): Promise<NatsWrapper> {
  const nats = new NatsWrapper();
  await nats.connect({ clusterId: broker.clusterId, url: broker.url, clientId, logger: testLogger });
  return nats;
}

beforeAll(async () => {
  broker = await startNatsStreaming();
  const redisServer = await startRedis();
  redis = new RedisConnections(redisServer.url, testLogger);
  const nats = await connect('expiration');
  const publisher = new ExpirationCompletePublisher(nats);
  const timers = new ExpirationQueue({
    redis,
    logger: testLogger,
    concurrency: 8,
    publish: (data) => publisher.publish(data),
  });
  await timers.start();
  const store = new RedisMessageStore(redis.client, 'expiration:');
  const messaging = new Messaging({ service: 'expiration', nats, store, logger: testLogger });
  const roles = new UserRoles(testLogger);
  roles.follow(nats);
  await messaging.listen(...listeners(timers));
  const { deadLetters } = messaging;
  const shared = { redis, deadLetters, health: new Health(), logger: testLogger, jwtKey: testJwtKey };
  appWith = (directory) => buildApp({ ...shared, directory, queue: timers.queue });
  app = appWith(roles);

  orders = await connect('orders');
  orders.subscribe({
    subject: Subjects.ExpirationComplete,
    queueGroupName: 'orders-service',
    ackWait: 5_000,
    maxInFlight: 64,
    onMessage: (message) => {
      const { orderId } = JSON.parse(String(message.getData())) as { orderId: string };
      completed.push({ orderId, at: Date.now() });
      message.ack();
    },
  });
  stop = async () => {
    await messaging.close();
    await timers.close();
    await Promise.all([nats.close(), orders.close(), redis.close()]);
    await Promise.all([broker.stop(), redisServer.stop()]);
  };
}, 60_000);
afterAll(() => stop());

const completedFor = (orderId: string) => completed.filter((one) => one.orderId === orderId);
/** An order that is due after all that was published before it: once it completed, what has not never will. */
async function untilAfter(ms: number): Promise<void> {
  const last = liveOrder({ expiresAt: inMs(ms) });
  await new OrderCreated(orders).publish(last);
  await waitFor(() => completedFor(last.id).length > 0, { timeout: 20_000 });
}

describe('an order that was created', () => {
  it('is told to have expired at its time, once, however often its creation is told', async () => {
    const order = liveOrder({ expiresAt: inMs(700) });
    for (let n = 0; n < 3; n += 1) await new OrderCreated(orders).publish(order);
    await waitFor(() => completedFor(order.id).length > 0);
    await new OrderCreated(orders).publish(order);
    await untilAfter(300);
    const [first, ...again] = completedFor(order.id);
    expect(again).toEqual([]);
    expect(first!.at).toBeGreaterThanOrEqual(Date.parse(order.expiresAt));
  });

  it('and was cancelled or completed in time is not', async () => {
    const [cancelled, paid] = [liveOrder({ expiresAt: inMs(4_000) }), liveOrder({ expiresAt: inMs(4_000) })];
    await Promise.all([cancelled, paid].map((order) => new OrderCreated(orders).publish(order)));
    await new OrderCancelled(orders).publish(cancelledOrder(cancelled));
    await new OrderCompleted(orders).publish(completedOrder(paid));
    await untilAfter(4_400);
    expect(completedFor(cancelled.id)).toEqual([]);
    expect(completedFor(paid.id)).toEqual([]);
  });

  it('is not, either, when its end was told before its creation', async () => {
    const order = liveOrder({ expiresAt: inMs(300) });
    await new OrderCancelled(orders).publish(cancelledOrder(order));
    // The subjects are delivered side by side: the creation must not overtake the end this time.
    await untilAfter(0);
    await new OrderCreated(orders).publish(order);
    await untilAfter(700);
    expect(completedFor(order.id)).toEqual([]);
  });

  it('is told to have expired at the later time when that was moved', async () => {
    const order = liveOrder({ expiresAt: inMs(300) });
    const moved = { ...order, version: 1, expiresAt: inMs(1_200) };
    await new OrderUpdated(orders).publish(moved);
    await new OrderCreated(orders).publish(order);
    const inTime = () => completedFor(order.id).filter(({ at }) => at >= Date.parse(moved.expiresAt));
    await waitFor(() => inTime().length > 0);
    await untilAfter(300);
    expect(inTime()).toHaveLength(1);
  });
});

describe('a broker that is away when orders are due', () => {
  it('is told of them when it is back', async () => {
    const due = Array.from({ length: 10 }, () => liveOrder({ expiresAt: inMs(1_500) }));
    await Promise.all(due.map((order) => new OrderCreated(orders).publish(order)));
    await untilAfter(0);
    await broker.kill();
    await waitFor(() => Date.now() > Date.parse(due[9]!.expiresAt) + 500);
    await broker.start();
    await waitFor(() => due.every(({ id }) => completedFor(id).length > 0), { timeout: 25_000 });
  }, 60_000);
});

/** Every route of operations, with and without something to work on. */
const operations = [
  ['get', '/api/ops/expiration/health'],
  ['get', '/api/ops/expiration/dead-letters'],
  ['post', '/api/ops/expiration/dead-letters/order:created.1/redrive'],
  ['delete', '/api/ops/expiration/dead-letters/order:created.1'],
  ['get', BOARD_PATH],
  ['get', `${BOARD_PATH}/api/queues`],
] as const;

describe('operations', () => {
  const user = { ...testUser({ role: 'admin' }), name: 'Admin' };
  const admin = bearer(user);
  const board = (token: string, at = app) =>
    request(at).get(`${BOARD_PATH}/api/queues`).set('Authorization', token);

  beforeAll(async () => {
    await board(admin).expect(503);
    await new UserCreated(orders).publish({ ...user, version: 0 });
    await waitFor(async () => (await board(admin)).status === 200);
  });

  it('are closed to a session that claims a role of which no event told', async () => {
    await board(bearer({ role: 'admin' })).expect(401);
  });

  it('are open to an administrator of whom nothing was told lately: the token of the session tells', async () => {
    await board(bearer({ role: 'admin', sid: newId() })).expect(200);
    await board(bearer({ role: 'customer', sid: newId() })).expect(401);
  });

  it('find a poison message among the dead letters and may drop it', async () => {
    const id = newId();
    const wire = JSON.stringify({ ...liveOrder({ id }), expiresAt: 'never' });
    await orders.publish({ subject: Subjects.OrderCreated, wire });
    const path = '/api/ops/expiration/dead-letters';
    const letter = await waitFor(async () => {
      const { body } = await request(app).get(path).set('Authorization', admin);
      return (body as { id: string; payload: string }[]).find(({ payload }) => payload === wire);
    });
    await request(app).delete(`${path}/${letter.id}`).set('Authorization', admin).expect(204);
    const { body } = await request(app).get(path).set('Authorization', admin).expect(200);
    expect(JSON.stringify(body)).not.toContain(id);
  });

  describe('are closed to an administrator who is none any more, whatever the session says', () => {
    const former = { ...testUser({ role: 'admin' }), name: 'Once Admin' };
    const token = bearer(former);

    beforeAll(async () => {
      await new UserCreated(orders).publish({ ...former, version: 0 });
      await waitFor(async () => (await board(token)).status === 200);
      await new UserUpdated(orders).publish({ ...former, version: 2, role: 'customer' });
      await waitFor(async () => (await board(token)).status === 401);
    });

    it('also when an older event is told late, until a newer one', async () => {
      const promoted = { ...testUser({ role: 'customer' }), name: 'Late' };
      await new UserUpdated(orders).publish({ ...former, version: 1, role: 'admin' });
      await new UserUpdated(orders).publish({ ...promoted, version: 1, role: 'admin' });
      await waitFor(async () => (await board(bearer(promoted))).status === 200);
      await board(token).expect(401);
      await new UserUpdated(orders).publish({ ...former, version: 3, role: 'admin' });
      await waitFor(async () => (await board(token)).status === 200);
      await new UserUpdated(orders).publish({ ...former, version: 4, role: 'customer' });
      await waitFor(async () => (await board(token)).status === 401);
    });

    it.each(operations)('after Redis lost everything: %s %s', async (method, path) => {
      await redis.client.flushall();
      await request(app)[method](path).set('Authorization', token).expect(401);
      const { status } = await request(app)[method](path).set('Authorization', admin);
      expect([200, 204, 404]).toContain(status);
    });

    it.each(operations)('in a process that starts without knowing anything: %s %s', async (method, path) => {
      const nats = await connect('expiration-later');
      const roles = new UserRoles(testLogger);
      const later = appWith(roles);
      const status = async (session: string) =>
        (await request(later)[method](path).set('Authorization', session)).status;
      const seen = new Set<number>([await status(token)]);
      try {
        roles.follow(nats);
        await waitFor(async () => {
          seen.add(await status(token));
          return [200, 204, 404].includes(await status(admin));
        });
        seen.add(await status(token));
      } finally {
        await nats.close();
      }
      expect([...seen]).toEqual([503, 401]);
    });
  });

  it('are let in when nobody has signed up for longer than the broker keeps messages', async () => {
    const quiet = await startNatsStreaming({ maxAge: '10s', sliceMaxAge: '1s' });
    const nats = new NatsWrapper();
    const to = { clusterId: quiet.clusterId, url: quiet.url, clientId: 'auth', logger: testLogger };
    await nats.connect(to);
    const channels = new QuietChannels({
      nats,
      subjects: [Subjects.UserCreated],
      logger: testLogger,
      quietMs: 2_000,
    });
    try {
      await new UserCreated(nats).publish({ ...user, version: 0 });
      const began = Date.now();
      await waitFor(
        async () => {
          await channels.look();
          return Date.now() - began > 12_000;
        },
        { timeout: 60_000, interval: 500 },
      );
      const roles = new UserRoles(testLogger);
      roles.follow(nats);
      const later = appWith(roles);
      await waitFor(async () => (await board(bearer({ role: 'admin', sid: newId() }), later)).status === 200);
    } finally {
      await nats.close();
      await quiet.stop();
    }
  });

  it('see the timers on the board and cannot touch them', async () => {
    const order = liveOrder();
    await new OrderCreated(orders).publish(order);
    const page = (path: string) =>
      request(app).get(`${BOARD_PATH}/api/queues${path}`).set('Authorization', admin).expect(200);
    const job = `${order.id}-0`;
    await waitFor(async () => {
      const { body } = await page('?activeQueue=order-expiration&status=delayed&page=1');
      return JSON.stringify(body).includes(job);
    });
    for (const action of ['promote', 'clean']) {
      const { status } = await request(app)
        .put(`${BOARD_PATH}/api/queues/order-expiration/${job}/${action}`)
        .set('Authorization', admin);
      expect(status).toBe(405);
    }
    await page(`/order-expiration/${job}`);
  });
});
