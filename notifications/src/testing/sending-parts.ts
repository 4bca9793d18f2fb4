import type { RequestListener } from 'node:http';
import type { CurrentUser } from '@ticketing/common/http';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import { publishedOn, testJwtKey, testLogger, useTestDatabase } from '@ticketing/common/testing';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { buildApp } from '../app';
import { buildInternalApp } from '../internal-app';
import { ensureNotificationIndexes, type NotificationRow } from '../models/notification';
import { natsWrapper } from '../nats-wrapper';
import { Sending } from '../sending';
import { testEnvironment } from './test-environment';
import { deafRedis } from './telling-parts';

/** The token of the internal port in specs. */
export const testToken = 'the token of the internal port';

/** Both apps of the service on the spec's own database, without broker and Redis; nothing is delivered. */
export interface SendingParts {
  sending: Sending;
  outbox: Outbox;
  app: Express;
  internal: RequestListener;
  rows: () => Promise<NotificationRow[]>;
  /** Makes the users known, as the events of their accounts do. */
  enrol: (...users: CurrentUser[]) => Promise<void>;
}

/** Sets the parts up for a spec. Use with `jest.mock` of the NATS wrapper. */
export function useSendingParts(): SendingParts {
  const parts = {} as SendingParts;
  useTestDatabase();
  beforeAll(async () => {
    const { connection } = mongoose;
    const [logger, health] = [testLogger, new Health()];
    const env = testEnvironment({ DELIVERY: 'off' });
    parts.outbox = new Outbox({ connection, nats: natsWrapper, logger });
    const shared = { env, connection, outbox: parts.outbox, redis: deafRedis, subscriber: deafRedis, logger };
    parts.sending = new Sending(shared);
    const directory = new UserDirectory(connection);
    const telling = { routers: [], rawRouters: [], directory };
    parts.enrol = async (...users) => {
      for (const user of users) await directory.apply({ ...user, name: '', version: 0 });
    };
    await ensureNotificationIndexes(connection);
    parts.app = buildApp({ sending: parts.sending, telling, health, logger, jwtKey: testJwtKey });
    parts.internal = buildInternalApp({ sending: parts.sending, token: testToken, health, logger });
    parts.rows = () => parts.sending.collection.find({}, { sort: { createdAt: 1 } }).toArray();
  });
  beforeEach(() => jest.clearAllMocks());
  afterEach(() => parts.outbox.flush());
  afterAll(() => parts.sending.drain());
  return parts;
}

/** What was told to the help desk, in order. */
export async function toldToSupport(outbox: Outbox): Promise<Record<string, unknown>[]> {
  await outbox.flush();
  return publishedOn(natsWrapper, 'notification:updated');
}
