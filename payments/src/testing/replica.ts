import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Messaging, MongoMessageStore, NatsWrapper } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import { testJwtKey, testLogger } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { buildApp } from '../app';
import { listeners } from '../events/listeners';
import { createPaymentDependencies, type PaymentDependencies } from '../payment-dependencies';
import { createStripe } from '../stripe/stripe-client';
import { StripeGateway } from '../stripe/stripe-gateway';

/** A replica of the service in the spec's process, with connections of its own to the real servers. */
export interface Replica {
  readonly dependencies: PaymentDependencies;
  readonly url: string;
  readonly messaging: Messaging;
  stop(): Promise<void>;
}

/** What a replica is started with. */
export interface ReplicaOptions {
  readonly clientId: string;
  readonly natsUrl: string;
  readonly clusterId: string;
  /** Where a server that speaks Stripe's API answers. */
  readonly stripeUrl: string;
  readonly webhookSecret: string;
}

/** No spec waits for it: it's longer than a busy machine takes over any answer. */
const PROVIDER_TIMEOUT_MS = 10_000;
const RECONCILE_EVERY_MS = 200;

/** Starts a replica on the spec's database. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { connection } = mongoose;
  const logger = testLogger;
  const nats = new NatsWrapper();
  const { clientId, clusterId, natsUrl: url } = options;
  await nats.connect({ clientId, clusterId, url, logger });
  const outbox = new Outbox({ connection, nats, logger });
  const stripe = createStripe({
    key: 'sk_test_specs',
    apiBase: options.stripeUrl,
    timeoutMs: PROVIDER_TIMEOUT_MS,
  });
  const dependencies = createPaymentDependencies({
    connection,
    outbox,
    gateway: new StripeGateway(stripe, options.webhookSecret),
    logger,
    providerTimeoutMs: PROVIDER_TIMEOUT_MS,
    pendingSeconds: 600,
    reconcileEveryMs: RECONCILE_EVERY_MS,
  });
  const messaging = new Messaging({
    service: 'payments',
    nats,
    store: new MongoMessageStore(connection),
    logger,
  });
  const directory = new UserDirectory(connection);
  await outbox.start();
  await messaging.listen(...listeners(dependencies, directory));
  dependencies.reconciler.start();
  const app = buildApp({
    connection,
    directory,
    dependencies,
    config: { publishableKey: null, mode: 'mock' },
    health: new Health(),
    logger,
    jwtKey: testJwtKey,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    dependencies,
    messaging,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      await close(server);
      await messaging.close();
      await dependencies.stop();
      await outbox.stop();
      await nats.close();
    },
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
