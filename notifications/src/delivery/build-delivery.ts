import type { Logger } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import type { Redis } from 'ioredis';
import type { Changes } from '../changes/changes';
import { type OutgoingChannel, outgoingChannels } from '../domain/notification';
import type { Environment } from '../environment';
import type { NotificationCollection } from '../models/notification';
import { buildProviders, defaultReceivers } from '../providers/build-providers';
import type { AddressBook } from './address-book';
import { Breaker, defaultBreaker } from './breaker';
import { ChannelWorker } from './channel-worker';
import { Claimer } from './claimer';
import { Delivery } from './delivery';
import { Ledger } from './ledger';
import { Turns } from './turns';

export interface DeliveryParts {
  env: Environment;
  collection: NotificationCollection;
  outbox: Outbox;
  changes: Changes;
  redis: Redis;
  addresses: AddressBook;
  logger: Logger;
}

/** The workers of all channels, as the environment configures them. */
export function buildDelivery({
  env,
  collection,
  outbox,
  changes,
  redis,
  addresses,
  logger,
}: DeliveryParts): Delivery {
  const providers = buildProviders(env);
  const defaults = defaultReceivers(env);
  const ledger = new Ledger({ collection, outbox, changes, logger });
  const claimer = new Claimer(collection, env.LEASE_SECONDS * 1000);
  const limit = { perMinute: env.RATE_LIMIT_PER_MINUTE, burst: env.RATE_LIMIT_BURST };
  const turns = new Turns(redis, limit, logger);
  const concurrency: Record<OutgoingChannel, number> = {
    EMAIL: env.EMAIL_CONCURRENCY,
    SLACK: env.SLACK_CONCURRENCY,
    SMS: env.SMS_CONCURRENCY,
  };
  const workerOf = (type: OutgoingChannel) => {
    const defaultReceiver = defaults[type];
    return new ChannelWorker({
      type,
      breaker: new Breaker(providers[type], { ...defaultBreaker, pauseMs: env.BREAKER_PAUSE_MS }),
      claimer,
      ledger,
      turns,
      addresses,
      ...(defaultReceiver !== undefined && { defaultReceiver }),
      backoff: { baseMs: env.RETRY_BASE_MS, capMs: env.RETRY_CAP_MS, retries: 5 },
      concurrency: concurrency[type],
      batch: env.DELIVERY_BATCH,
      pollMs: 500,
      pushTimeoutMs: env.PROVIDER_TIMEOUT_MS,
      logger,
    });
  };
  return new Delivery({
    workers: new Map(outgoingChannels.map((type) => [type, workerOf(type)])),
    ledger,
    changes,
    close: async () => {
      for (const provider of Object.values(providers)) await provider.close();
    },
  });
}
