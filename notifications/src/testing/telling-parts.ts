import { Messaging, MongoMessageStore } from '@ticketing/common/messaging';
import { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import { mockNatsWrapper, testJwtKey, testLogger, useTestDatabase } from '@ticketing/common/testing';
import type { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { Changes } from '../changes/changes';
import { NotificationIntake } from '../intake/notification-intake';
import { FeedLog } from '../live/feed/feed-log';
import { ensureNotificationIndexes, type NotificationRow, notificationsOf } from '../models/notification';
import { PreferenceStore } from '../preferences/preference-store';
import { RecipientBook } from '../recipients/recipient-book';
import { Replicas } from '../replicas/replicas';
import { Notifier } from '../rules/notifier';
import type { RuleDependencies } from '../rules/rule';

/** What listeners and routes of this side work with, on the spec's own database and without a broker. */
export interface TellingParts extends RuleDependencies {
  messaging: Messaging;
  preferences: PreferenceStore;
  intake: NotificationIntake;
  log: FeedLog;
  /** All that was stored to be told, oldest first. */
  told: () => Promise<NotificationRow[]>;
}

export const testContext = { webUrl: 'https://tickets.example' };

/** A Redis that takes everything and tells nobody. */
export const deafRedis = { publish: () => Promise.resolve(0) } as unknown as Redis;

/** Sets the parts up for a spec. */
export function useTellingParts(): TellingParts {
  const parts = {} as { -readonly [Key in keyof TellingParts]: TellingParts[Key] };
  useTestDatabase();
  beforeAll(async () => {
    const { connection } = mongoose;
    const [logger, nats] = [testLogger, mockNatsWrapper()];
    const changes = new Changes({ redis: deafRedis, subscriber: deafRedis, logger, processId: 'spec' });
    const outbox = new Outbox({ connection, nats, logger });
    const collection = notificationsOf(connection);
    await ensureNotificationIndexes(connection);
    parts.intake = new NotificationIntake({ collection, outbox, changes, logger });
    parts.preferences = new PreferenceStore(connection);
    parts.directory = new UserDirectory(connection);
    parts.recipients = new RecipientBook(connection, parts.preferences);
    parts.replicas = new Replicas(connection);
    parts.log = new FeedLog({ connection });
    parts.context = testContext;
    parts.notifier = new Notifier({
      intake: parts.intake,
      feed: parts.log,
      preferences: parts.preferences,
      context: testContext,
      jwtKey: testJwtKey,
    });
    parts.messaging = new Messaging({
      service: 'notifications',
      nats,
      store: new MongoMessageStore(connection),
      logger,
      retryInProcessMs: 20,
    });
    parts.told = () => collection.find({}, { sort: { createdAt: 1, type: 1 } }).toArray();
    await Promise.all([parts.log.prepare(), parts.replicas.prepare()]);
  });
  return parts;
}
