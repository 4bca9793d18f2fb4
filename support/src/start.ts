import type { z } from 'zod';
import {
  connectMongo,
  Messaging,
  MongoMessageStore,
  Outbox,
  pingMongo,
  type ServiceContext,
  type ServiceParts,
  UserDirectory,
} from '@ticketing/common';
import { buildApp } from './app';
import { buildDesk } from './build-desk';
import type { environment } from './environment';
import { listenersOf } from './events/listeners';
import { prepareModels } from './models';
import { natsWrapper } from './nats-wrapper';

/** Connects, waiting as long as it takes, and wires the service's parts. */
export async function start({
  environment: env,
  logger,
  health,
}: ServiceContext<z.output<typeof environment>>): Promise<ServiceParts> {
  const connection = await connectMongo(env.MONGO_URI, logger, { poolSize: env.MONGO_POOL_SIZE });
  const outbox = new Outbox({ connection, nats: natsWrapper, logger });
  const { desk, dispatcher } = buildDesk({
    connection,
    outbox,
    logger,
    maxOpenTickets: env.MAX_OPEN_TICKETS_PER_ENGINEER,
    dispatchIntervalMs: env.ASSIGNMENT_INTERVAL_SECONDS * 1_000,
  });
  await prepareModels(desk.models);
  await outbox.start();
  await natsWrapper.connect({
    clusterId: env.NATS_CLUSTER_ID,
    clientId: env.NATS_CLIENT_ID,
    url: env.NATS_URL,
    logger,
  });
  const messaging = new Messaging({ nats: natsWrapper, store: new MongoMessageStore(connection), logger });
  const directory = new UserDirectory(connection);
  const { roster } = desk.models;
  await messaging.listen(...listenersOf(messaging, desk.models, { directory, roster, wake: desk.wake }));
  dispatcher.start();
  health.addCheck('mongodb', pingMongo(connection)).addCheck('nats', () => natsWrapper.isConnected);
  const app = buildApp({
    connection,
    desk,
    directory,
    logger,
    jwtKey: env.JWT_KEY,
    health,
    deadLetters: messaging.deadLetters,
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustProxy: env.TRUST_PROXY_HOPS,
  });
  return { app, messaging, stop: () => dispatcher.stop(), outbox, nats: natsWrapper, stores: [connection] };
}
