import type { Logger } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { buildProviders, defaultReceivers } from '../channels/channels';
import type { Environment } from '../environment';
import type { Changes } from '../notification/changes';
import {
  type OutgoingChannel,
  outgoingChannels,
  type NotificationCollection,
} from '../notification/notification';
import type { AddressBook } from './address-book';
import { Breaker, defaultBreaker } from './breaker';
import { ChannelWorker, type WorkerOptions } from './channel-worker';
import { Claimer } from './claimer';
import { OutcomeWriter } from './outcome-writer';
import { RateLimiter } from './rate-limiter';
import { SmsBudget } from './sms-budget';

export interface DeliveryDependencies {
  env: Environment;
  connection: Connection;
  collection: NotificationCollection;
  outbox: Outbox;
  changes: Changes;
  redis: Redis;
  addresses: AddressBook;
  /** Makes what goes with a notification. */
  attach?: WorkerOptions['attach'];
  logger: Logger;
}

/** The workers of all channels, as the environment configures them. */
export function buildDelivery({
  env,
  connection,
  collection,
  outbox,
  changes,
  redis,
  addresses,
  attach,
  logger,
}: DeliveryDependencies): Delivery {
  const providers = buildProviders(env);
  const defaults = defaultReceivers(env);
  const outcomes = new OutcomeWriter({ collection, outbox, changes, logger });
  const claimer = new Claimer(collection, env.LEASE_SECONDS * 1000);
  const limit = { perMinute: env.RATE_LIMIT_PER_MINUTE, burst: env.RATE_LIMIT_BURST };
  const rateLimiter = new RateLimiter(redis, limit, logger);
  const buildWorker = (type: OutgoingChannel) => {
    const defaultReceiver = defaults[type];
    return new ChannelWorker({
      type,
      breaker: new Breaker(providers[type], { ...defaultBreaker, pauseMs: env.BREAKER_PAUSE_MS }),
      claimer,
      outcomes,
      rateLimiter,
      addresses,
      ...(attach && { attach }),
      ...(type === 'SMS' && { budget: new SmsBudget(connection, env.SMS_PER_DAY) }),
      ...(defaultReceiver !== undefined && { defaultReceiver }),
      backoff: { baseMs: env.RETRY_BASE_MS, capMs: env.RETRY_CAP_MS, retries: 5 },
      concurrency: env[`${type}_CONCURRENCY` as const],
      batch: env.DELIVERY_BATCH,
      pollMs: 500,
      pushTimeoutMs: env.PROVIDER_TIMEOUT_MS,
      logger,
    });
  };
  return new Delivery({
    workers: new Map(outgoingChannels.map((type) => [type, buildWorker(type)])),
    outcomes,
    changes,
    close: async () => {
      for (const provider of Object.values(providers)) await provider.close();
    },
  });
}

export interface DeliveryOptions {
  workers: Map<OutgoingChannel, ChannelWorker>;
  outcomes: OutcomeWriter;
  changes: Changes;
  /** Closes the providers' connections. */
  close: () => Promise<void>;
}

/** All channels' workers of this process: one that is slow or paused doesn't hold up another. */
export class Delivery {
  private unsubscribe: (() => void) | undefined;

  constructor(private readonly options: DeliveryOptions) {}

  start(): void {
    // Another replica's wake comes a little later than its own, so that most is claimed by then.
    this.unsubscribe = this.options.changes.onWake((types) => this.wake(types));
    for (const worker of this.options.workers.values()) worker.start();
  }

  /**
   * Claims nothing more and waits for the pushes under way and their answers.
   *
   * @param timeoutMs after which answers that can't be stored are left to the leases
   */
  async stop(timeoutMs = 8_000): Promise<void> {
    this.unsubscribe?.();
    const giveUp = setTimeout(() => this.options.outcomes.abandon(), timeoutMs);
    try {
      await Promise.all([...this.options.workers.values()].map((worker) => worker.stop()));
    } finally {
      clearTimeout(giveUp);
      await this.options.close();
    }
  }

  private wake(types: OutgoingChannel[]): void {
    for (const type of types) this.options.workers.get(type)?.wake();
  }
}
