import { Outbox } from '@ticketing/common/outbox';
import { testLogger, useTestDatabase } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import type { OutgoingMessage, Provider } from '../channels/provider';
import type { Address } from '../delivery/address-book';
import { Breaker, type BreakerOptions } from '../delivery/breaker';
import { ChannelWorker, type WorkerOptions } from '../delivery/channel-worker';
import { Claimer } from '../delivery/claimer';
import { OutcomeWriter } from '../delivery/outcome-writer';
import type { PushOutcome } from '../delivery/push-outcome';
import { RateLimiter, type RateLimit } from '../delivery/rate-limiter';
import { natsWrapper } from '../nats-wrapper';
import { Changes } from '../notification/changes';
import {
  ensureNotificationIndexes,
  type NotificationCollection,
  type NotificationRow,
  notificationCollection,
} from '../notification/notification';
import { deafRedis } from './setup';

type Answer = (message: OutgoingMessage, nth: number) => PushOutcome | Promise<PushOutcome>;

/** A provider that answers as the spec says and remembers what it was given. */
export class ScriptedProvider implements Provider {
  readonly name = 'scripted';
  readonly pushed: OutgoingMessage[] = [];

  constructor(public answer: Answer = () => ({ kind: 'accepted' })) {}

  async send(message: OutgoingMessage): Promise<PushOutcome> {
    this.pushed.push(message);
    return this.answer(message, this.pushed.length);
  }

  close(): void {
    // Nothing to close.
  }
}

export interface WorkerSettings extends Partial<
  Omit<WorkerOptions, 'breaker' | 'claimer' | 'rateLimiter' | 'addresses'>
> {
  provider: ScriptedProvider;
  limit?: RateLimit;
  leaseMs?: number;
  breaker?: Partial<BreakerOptions>;
  /** Of users, each proven unless it says otherwise. */
  addresses?: Record<string, string | Address>;
}

export interface TestWorker {
  collection: NotificationCollection;
  outbox: Outbox;
  changes: Changes;
  /** Builds a worker and starts it; it is stopped after the test. */
  start: (settings: WorkerSettings) => ChannelWorker;
  row: (id: string) => Promise<NotificationRow>;
}

/** Workers for a spec, on its own database and without broker and Redis. Use with `jest.mock` of the NATS wrapper. */
export function useWorkers(): TestWorker {
  const workers = {} as TestWorker;
  const started: ChannelWorker[] = [];
  useTestDatabase();
  beforeAll(async () => {
    const { connection } = mongoose;
    const logger = testLogger;
    await ensureNotificationIndexes(connection);
    workers.collection = notificationCollection(connection);
    workers.outbox = new Outbox({ connection, nats: natsWrapper, logger });
    workers.changes = new Changes({ redis: deafRedis, subscriber: deafRedis, logger, processId: 'spec' });
    workers.row = async (id) => {
      const row = await workers.collection.findOne({ _id: id });
      if (!row) throw new Error(`${id} is not stored`);
      return row;
    };
    workers.start = (settings) => {
      const worker = buildWorker(workers, settings);
      started.push(worker);
      worker.start();
      return worker;
    };
  });
  beforeEach(() => jest.clearAllMocks());
  afterEach(async () => {
    await Promise.all(started.splice(0).map((worker) => worker.stop()));
    await workers.outbox.flush();
  });
  return workers;
}

function buildWorker({ collection, outbox, changes }: TestWorker, settings: WorkerSettings): ChannelWorker {
  const {
    provider,
    limit = { perMinute: 0, burst: 1 },
    leaseMs = 60_000,
    breaker,
    addresses = {},
    ...rest
  } = settings;
  const logger = testLogger;
  return new ChannelWorker({
    type: 'EMAIL',
    breaker: new Breaker(provider, {
      errorThresholdPercentage: 50,
      volumeThreshold: 1_000,
      windowMs: 10_000,
      pauseMs: 50,
      ...breaker,
    }),
    claimer: new Claimer(collection, leaseMs),
    outcomes: new OutcomeWriter({ collection, outbox, changes, logger }),
    rateLimiter: new RateLimiter(deafRedis, limit, logger),
    addresses: {
      find: (ids) =>
        Promise.resolve(
          new Map(
            Object.entries(addresses)
              .filter(([id]) => ids.includes(id))
              .map(([id, known]) => [
                id,
                typeof known === 'string' ? { address: known, proven: true } : known,
              ]),
          ),
        ),
    },
    backoff: { baseMs: 1, capMs: 1, retries: 5 },
    concurrency: 4,
    batch: 50,
    pollMs: 10,
    pushTimeoutMs: 1_000,
    logger,
    ...rest,
  });
}
