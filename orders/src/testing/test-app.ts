import { limitedAccount, rateLimit, transactionalIdempotency } from '@ticketing/common/http';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import { publishedOn, testJwtKey, testLogger, useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { buildApp } from '../app';
import { natsWrapper } from '../nats-wrapper';
import { Offers } from '../waiting/offers';

/** How long an order of a spec holds its ticket. */
export const TEST_WINDOW_SECONDS = 900;
/** How long an offer does. */
export const TEST_OFFER_SECONDS = 600;

/** The service on the spec's own database, with a broker that takes everything. */
export interface TestService {
  app: Express;
  outbox: Outbox;
  offers: Offers;
  messaging: Messaging;
}

/** A process of the service on the spec's database, as far as its app goes. */
export function buildTestService({ ordersPerAccount = 1_000_000 } = {}): TestService {
  const { connection } = mongoose;
  const logger = testLogger;
  const outbox = new Outbox({ connection, nats: natsWrapper, logger });
  const messaging = new Messaging({
    service: 'orders',
    nats: natsWrapper,
    store: new MongoMessageStore(connection),
    logger,
    retryInProcessMs: 20,
  });
  const offers = new Offers({
    directory: new UserDirectory(connection),
    offerSeconds: TEST_OFFER_SECONDS,
    maxUnpaid: 20,
  });
  const app = buildApp({
    outbox,
    offers,
    windowSeconds: TEST_WINDOW_SECONDS,
    maxUnpaid: 20,
    orderLimit: rateLimit(connection, { name: 'orders', limit: ordersPerAccount, key: limitedAccount }),
    idempotent: transactionalIdempotency(connection),
    deadLetters: messaging.deadLetters,
    health: new Health(),
    logger,
    jwtKey: testJwtKey,
  });
  return { app, outbox, offers, messaging };
}

/** Sets the service up for a spec. Use with `jest.mock` of the NATS wrapper. */
export function useTestService(options?: Parameters<typeof buildTestService>[0]): TestService {
  const service = {} as TestService;
  useTestDatabase();
  beforeAll(() => {
    Object.assign(service, buildTestService(options));
  });
  beforeEach(() => jest.clearAllMocks());
  afterEach(() => service.outbox.flush());
  return service;
}

/** What was published on a subject, in order, without meta. */
export async function published(outbox: Outbox, subject: string): Promise<Record<string, unknown>[]> {
  await outbox.flush();
  return publishedOn(natsWrapper, subject);
}
