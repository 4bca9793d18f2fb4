import { randomUUID } from 'node:crypto';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import type { Logger } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { Changes } from './changes/changes';
import { StatusWaiters } from './changes/status-waiters';
import { exposeBacklog } from './delivery/backlog-metrics';
import { buildDelivery } from './delivery/build-delivery';
import type { AddressBook } from './delivery/address-book';
import type { Delivery } from './delivery/delivery';
import type { OutgoingChannel } from './domain/notification';
import type { Environment } from './environment';
import type { IntakeParts } from './intake/accept-one';
import { NotificationIntake } from './intake/notification-intake';
import { DeadLetters } from './models/dead-letters';
import {
  ensureNotificationIndexes,
  type NotificationCollection,
  notificationsOf,
} from './models/notification';
import { defaultReceivers } from './providers/build-providers';

export interface SendingOptions {
  env: Environment;
  connection: Connection;
  outbox: Outbox;
  redis: Redis;
  subscriber: Redis;
  logger: Logger;
}

/** How notifications come in and go out: intake, delivery, status and dead letters. */
export class Sending implements IntakeParts {
  readonly connection: Connection;
  readonly collection: NotificationCollection;
  readonly changes: Changes;
  readonly intake: NotificationIntake;
  readonly defaults: ReadonlySet<OutgoingChannel>;
  readonly deadLetters: DeadLetters;
  readonly waiters: StatusWaiters;
  private delivery: Delivery | undefined;

  constructor(private readonly options: SendingOptions) {
    const { env, connection, outbox, redis, subscriber, logger } = options;
    const collection = notificationsOf(connection);
    this.connection = connection;
    this.collection = collection;
    this.changes = new Changes({ redis, subscriber, logger, processId: randomUUID() });
    this.intake = new NotificationIntake({ collection, outbox, changes: this.changes, logger });
    this.defaults = new Set(Object.keys(defaultReceivers(env)) as OutgoingChannel[]);
    this.deadLetters = new DeadLetters({ collection, outbox, logger });
    this.waiters = new StatusWaiters(this.changes);
  }

  /** Creates the indexes and begins to deliver, unless that is left to other replicas. */
  async start(addresses: AddressBook): Promise<void> {
    const { env } = this.options;
    await retryUntilAvailable(() => ensureNotificationIndexes(this.connection), this.options.logger);
    exposeBacklog(this.collection);
    this.changes.start();
    if (env.DELIVERY === 'off') return;
    this.delivery = buildDelivery({
      ...this.options,
      collection: this.collection,
      changes: this.changes,
      addresses,
    });
    this.delivery.start();
  }

  /** Lets long polls go. */
  drain(): void {
    this.waiters.drain();
  }

  /** Finishes the pushes under way and stores their answers. */
  async stop(): Promise<void> {
    await this.delivery?.stop();
    this.changes.stop();
  }
}
