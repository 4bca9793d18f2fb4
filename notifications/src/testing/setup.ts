import type { RequestListener } from 'node:http';
import { createApp, openApi, type CurrentUser } from '@ticketing/common/http';
import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { Health } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import { Revocations, UserDirectory } from '@ticketing/common/roles';
import {
  testJwtKey,
  testLogger,
  mockNatsWrapper,
  useTestDatabase,
  publishedOn,
} from '@ticketing/common/testing';
import type { Express, Router } from 'express';
import type { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { buildApp } from '../app';
import { DeliveryPipeline } from '../compose';
import { RecipientBook } from '../delivery/address-book';
import { type Environment, environment } from '../environment';
import { FeedLog } from '../feed/feed-log';
import { AddressHold } from '../intake/address-hold';
import { Digests } from '../intake/digests';
import { NotificationIntake } from '../intake/notification-intake';
import { buildInternalApp } from '../internal-app';
import { natsWrapper } from '../nats-wrapper';
import { Changes } from '../notification/changes';
import {
  ensureNotificationIndexes,
  type NotificationRow,
  notificationCollection,
} from '../notification/notification';
import { PreferenceStore } from '../preferences/preferences';
import { ReadModels } from '../read-models/read-models';
import { Notifier } from '../rules/notifier';
import { ShowNews } from '../rules/show-news';
import type { RuleDependencies } from '../rules/rule';

/** The service's environment in a spec: every channel configured, pointing nowhere. */
export function testEnvironment(set: Record<string, string> = {}): Environment {
  return environment.parse({
    JWT_KEY: testJwtKey,
    MONGO_URI: 'mongodb://127.0.0.1/spec',
    NATS_URL: 'nats://127.0.0.1:1',
    NATS_CLUSTER_ID: 'spec',
    NATS_CLIENT_ID: 'spec',
    REDIS_URL: 'redis://127.0.0.1:1',
    MAIL_DEFAULT_RECEIVER: 'ops@example.com',
    ...set,
  });
}

/** An app of some of the service's routers, as in production but for what isn't under test. */
export function routerApp(...routers: Router[]): Express {
  return build({ routers });
}

/** The same with routers that read the body themselves. */
export function rawRouterApp(...rawRouters: Router[]): Express {
  return build({ routers: [], rawRouters });
}

function build(routers: { routers: Router[]; rawRouters?: Router[] }): Express {
  return createApp({
    name: 'notifications',
    logger: testLogger,
    jwtKey: testJwtKey,
    ...routers,
    health: new Health(),
    openapi: openApi({ name: 'notifications', title: 'Notifications', paths: {} }),
  });
}

/** The faults an answer names. */
export function errorFields(body: { errors?: { field?: string }[] }): (string | undefined)[] {
  return (body.errors ?? []).map(({ field }) => field);
}

/** What listeners and routes of this side work with, on the spec's own database and without a broker. */
export interface FeatureSetup extends RuleDependencies {
  messaging: Messaging;
  outbox: Outbox;
  nats: ReturnType<typeof mockNatsWrapper>;
  preferences: PreferenceStore;
  showNews: ShowNews;
  intake: NotificationIntake;
  log: FeedLog;
  /** Ids of users whose mail address isn't proven; that of all others is. */
  unproven: Set<string>;
  /** All that was stored to be told, oldest first. */
  notifications: () => Promise<NotificationRow[]>;
}

/** Anybody whose account isn't erased. */
const testRecipient = { email: 'ada@example.com', name: 'Ada', role: 'customer', status: 'approved' };

export const testContext = { webUrl: 'https://tickets.example' };

/** A Redis that takes everything and tells nobody. */
export const deafRedis = { publish: () => Promise.resolve(0) } as unknown as Redis;

/** Sets the service up for a spec. @param windowMs how long messages are gathered */
export function useFeatures({ windowMs = 0 } = {}): FeatureSetup {
  const features = {} as { -readonly [Key in keyof FeatureSetup]: FeatureSetup[Key] };
  useTestDatabase();
  beforeAll(async () => {
    const { connection } = mongoose;
    const [logger, nats] = [testLogger, mockNatsWrapper()];
    const changes = new Changes({ redis: deafRedis, subscriber: deafRedis, logger, processId: 'spec' });
    const outbox = new Outbox({ connection, nats, logger });
    const collection = notificationCollection(connection);
    const digests = new Digests(connection, collection);
    await ensureNotificationIndexes(connection);
    features.intake = new NotificationIntake({ collection, digests, outbox, changes, logger });
    Object.assign(features, { outbox, nats });
    features.preferences = new PreferenceStore(connection);
    features.directory = new UserDirectory(connection);
    features.recipients = new RecipientBook(connection, features.preferences);
    features.readModels = new ReadModels(connection);
    features.log = new FeedLog({ connection });
    features.context = testContext;
    features.unproven = new Set();
    features.hold = new AddressHold({ collection, directory: features.directory, changes });
    features.notifier = new Notifier({
      intake: features.intake,
      feed: features.log,
      preferences: features.preferences,
      recipients: {
        recipients: (ids) =>
          Promise.resolve(
            ids.map((id) => ({ ...testRecipient, id, emailVerified: !features.unproven.has(id) })),
          ),
      },
      context: testContext,
      linkKey: testJwtKey,
      windowMs,
    });
    const { readModels, notifier } = features;
    features.showNews = new ShowNews({ connection, readModels, notifier, logger, batch: 2 });
    features.messaging = new Messaging({
      service: 'notifications',
      nats,
      store: new MongoMessageStore(connection),
      logger,
      retryInProcessMs: 20,
    });
    features.notifications = () => collection.find({}, { sort: { createdAt: 1, type: 1 } }).toArray();
    await Promise.all([features.log.prepare(), features.readModels.prepare()]);
  });
  return features;
}

/** The token of the internal port in specs. */
export const testToken = 'the token of the internal port';

/** Both apps of the service on the spec's own database, without broker and Redis; nothing is delivered. */
export interface PipelineSetup {
  pipeline: DeliveryPipeline;
  outbox: Outbox;
  app: Express;
  internal: RequestListener;
  notifications: () => Promise<NotificationRow[]>;
  /** Makes the users known, as the events of their accounts do; their addresses are proven unless they say otherwise. */
  enrol: (...users: (CurrentUser & { emailVerified?: boolean })[]) => Promise<void>;
}

/** Sets the service up for a spec. Use with `jest.mock` of the NATS wrapper. */
export function usePipeline({ perAccount = 1_000_000 } = {}): PipelineSetup {
  const service = {} as PipelineSetup;
  useTestDatabase();
  let revocations: Revocations;
  beforeAll(async () => {
    const { connection } = mongoose;
    const [logger, health] = [testLogger, new Health()];
    const env = testEnvironment({ DELIVERY: 'off', NOTIFICATIONS_PER_ACCOUNT: String(perAccount) });
    service.outbox = new Outbox({ connection, nats: natsWrapper, logger });
    const shared = {
      env,
      connection,
      outbox: service.outbox,
      redis: deafRedis,
      subscriber: deafRedis,
      logger,
    };
    service.pipeline = new DeliveryPipeline(shared);
    revocations = new Revocations({ connection, logger });
    const directory = new UserDirectory(connection, revocations);
    const features = { routers: [], rawRouters: [], directory, revocations };
    service.enrol = async (...users) => {
      for (const user of users) await directory.apply({ emailVerified: true, ...user, name: '', version: 0 });
    };
    await ensureNotificationIndexes(connection);
    await revocations.start();
    service.app = buildApp({ pipeline: service.pipeline, features, health, logger, jwtKey: testJwtKey });
    service.internal = buildInternalApp({ pipeline: service.pipeline, token: testToken, health, logger });
    service.notifications = () => service.pipeline.collection.find({}, { sort: { createdAt: 1 } }).toArray();
  });
  beforeEach(() => jest.clearAllMocks());
  afterEach(() => service.outbox.flush());
  afterAll(() => {
    service.pipeline.drain();
    return revocations.close();
  });
  return service;
}

/** What was told to the help desk, in order. */
export async function publishedToSupport(outbox: Outbox): Promise<Record<string, unknown>[]> {
  await outbox.flush();
  return publishedOn(natsWrapper, 'notification:updated');
}
