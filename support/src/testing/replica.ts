import { limitReports } from '../report-limit';
import { transactionalIdempotency } from '@ticketing/common/http';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { Messaging, MongoMessageStore, NatsWrapper } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { type AggregateQueueOptions, Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import { testJwtKey, testLogger } from '@ticketing/common/testing';
import { buildApp } from '../app';
import { createSupportContext } from '../support-context';
import type { SupportContext } from '../desk/desk';
import type { Dispatcher } from '../desk/dispatcher';
import { listeners } from '../events/listeners';
import { prepareModels } from '../models';

/** One replica of the service: its own connections to a database and a broker that it shares with others. */
export interface Replica {
  app: Express;
  desk: SupportContext;
  dispatcher: Dispatcher;
  connection: mongoose.Connection;
  nats: NatsWrapper;
  stop(): Promise<void>;
}

/** Starts a replica as index.ts does, without listening. */
export async function startReplica(options: {
  mongoUri: string;
  natsUrl: string;
  clusterId: string;
  clientId: string;
  queue?: AggregateQueueOptions;
}): Promise<Replica> {
  const { mongoUri, natsUrl: url, clusterId, clientId, queue = {} } = options;
  const logger = testLogger;
  const connection = await mongoose.createConnection(mongoUri).asPromise();
  const nats = new NatsWrapper();
  const outbox = new Outbox({ connection, nats, logger, queue });
  const { desk, dispatcher } = createSupportContext({ connection, outbox, logger, dispatchIntervalMs: 250 });
  await prepareModels(desk.models);
  await nats.connect({ clusterId, clientId, url, logger });
  const directory = new UserDirectory(connection);
  const messaging = new Messaging({
    service: 'support',
    nats,
    store: new MongoMessageStore(connection),
    logger,
  });
  await outbox.start();
  await messaging.listen(...listeners(desk, directory));
  dispatcher.start();
  const { deadLetters } = messaging;
  const health = new Health();
  const app = buildApp({
    desk,
    reportLimit: limitReports(connection, 1_000_000),
    idempotent: transactionalIdempotency(connection),
    directory,
    deadLetters,
    health,
    logger,
    jwtKey: testJwtKey,
  });
  const stop = async () => {
    await messaging.close();
    await dispatcher.stop();
    await outbox.stop();
    await nats.close();
    await connection.close();
  };
  return { app, desk, dispatcher, connection, nats, stop };
}
