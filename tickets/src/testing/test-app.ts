import { limitedAccount, RateLimit, rateLimit, transactionalIdempotency } from '@ticketing/common/http';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { publishedOn, testJwtKey, testLogger, useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { buildApp } from '../app';
import { natsWrapper } from '../nats-wrapper';
import { WORDS_LIMIT } from '../show-edits';

/** The service on the spec's own database, with a broker that takes everything. */
export interface TestService {
  app: Express;
  outbox: Outbox;
  messaging: Messaging;
}

/** Sets the service up for a spec. Use with `jest.mock` of the NATS wrapper. */
export function useTestService({ ticketsPerAccount = 1_000_000, movesPerDay = 1_000_000 } = {}): TestService {
  const service = {} as TestService;
  useTestDatabase();
  beforeAll(() => {
    const { connection } = mongoose;
    const logger = testLogger;
    service.outbox = new Outbox({ connection, nats: natsWrapper, logger });
    service.messaging = new Messaging({
      service: 'tickets',
      nats: natsWrapper,
      store: new MongoMessageStore(connection),
      logger,
      retryInProcessMs: 20,
    });
    service.app = buildApp({
      outbox: service.outbox,
      ticketLimit: rateLimit(connection, { name: 'tickets', limit: ticketsPerAccount, key: limitedAccount }),
      moveLimit: new RateLimit(connection, { name: 'show-moves', limit: movesPerDay, windowSeconds: 86_400 }),
      wordsLimit: new RateLimit(connection, { name: 'show-words', ...WORDS_LIMIT }),
      idempotent: transactionalIdempotency(connection),
      deadLetters: service.messaging.deadLetters,
      health: new Health(),
      logger,
      jwtKey: testJwtKey,
    });
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
