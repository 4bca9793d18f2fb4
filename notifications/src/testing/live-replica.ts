import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRouter, HttpServer } from '@ticketing/common/http';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import { mockNatsWrapper, testJwtKey, testLogger } from '@ticketing/common/testing';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { UserFeatures, type FeatureOptions } from '../compose';
import { AddressHold } from '../intake/address-hold';
import { Digests } from '../intake/digests';
import { NotificationIntake } from '../intake/notification-intake';
import { Changes, StatusWaiters } from '../notification/changes';
import { DeadLetters } from '../notification/dead-letters';
import { notificationCollection } from '../notification/notification';
import { notificationRoutes } from '../notification/routes';
import { facts } from './facts';
import { routerApp, testContext } from './setup';

/** Settings of a replica in a spec. */
export type ReplicaSettings = Pick<FeatureOptions, 'live' | 'broadcasts' | 'allowedOrigins'>;

/** One replica of this side of the service, with connections and a port of its own. */
export interface LiveReplica {
  features: UserFeatures;
  intake: NotificationIntake;
  connection: mongoose.Connection;
  redis: Redis;
  waiters: StatusWaiters;
  server: Server;
  /** `http://127.0.0.1:<port>` */
  url: string;
  stop: () => Promise<void>;
}

/** What the replicas of one spec share: a database and a prefix in Redis that nobody else has. */
export interface Shared {
  mongoUri: string;
  redisUrl: string;
  redisPrefix: string;
}

/** A database and a prefix for one spec; the servers are those of the global setup. */
export function newShared(): Shared {
  const name = `live-${randomBytes(6).toString('hex')}`;
  const address = new URL(process.env['TEST_MONGO_URI'] ?? '');
  address.pathname = `/${name}`;
  return {
    mongoUri: address.toString(),
    redisUrl: process.env['TEST_REDIS_URL'] ?? '',
    redisPrefix: name,
  };
}

export async function startLiveReplica(shared: Shared, settings: ReplicaSettings = {}): Promise<LiveReplica> {
  const connection = await mongoose.createConnection(shared.mongoUri).asPromise();
  const redis = new Redis(shared.redisUrl, { maxRetriesPerRequest: 1 });
  const subscriber = new Redis(shared.redisUrl, { maxRetriesPerRequest: null });
  for (const client of [redis, subscriber]) client.on('error', () => undefined);
  const [logger, nats] = [testLogger, mockNatsWrapper()];
  const outbox = new Outbox({ connection, nats, logger });
  const changes = new Changes({ redis, subscriber, logger, processId: randomBytes(4).toString('hex') });
  const collection = notificationCollection(connection);
  const intake = new NotificationIntake({
    collection,
    outbox,
    changes,
    logger,
    digests: new Digests(connection, collection),
  });
  const hold = new AddressHold({ collection, directory: new UserDirectory(connection), changes });
  const waiters = new StatusWaiters(changes);
  const features = new UserFeatures({
    connection,
    outbox,
    redis,
    subscriber,
    logger,
    intake,
    hold,
    context: testContext,
    windowMs: 0,
    linkKey: testJwtKey,
    keys: { jwtKey: testJwtKey },
    smsPerDay: 1_000,
    ...settings,
    live: { redisPrefix: shared.redisPrefix, ...settings.live },
  });
  await features.start();
  const deadLetters = new DeadLetters({ collection, outbox, logger });
  const app = routerApp(
    ...features.routers,
    createRouter(notificationRoutes, { collection, waiters, intake, deadLetters }),
  );
  const http = new HttpServer(app);
  http.accept(features.webSockets);
  const { server } = http;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    features,
    intake,
    connection,
    redis,
    waiters,
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      waiters.drain();
      features.drain();
      await features.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      redis.disconnect();
      subscriber.disconnect();
      await connection.close();
    },
  };
}

/** A ticket that this service knows of. @returns its id, which is its room's */
export async function storeTicket(
  { connection }: Pick<LiveReplica, 'connection'>,
  userId = facts.id(),
  id = facts.id(),
): Promise<string> {
  const ticket = { _id: id, version: 0, title: 'Opera', price: 15, userId, orderId: null, status: 'open' };
  await connection.collection<{ _id: string }>('tickets').insertOne(ticket);
  return id;
}
