import { Subjects } from '@ticketing/common/contracts';
import {
  SpanKind,
  correlationId,
  inSpan,
  type Logger,
  newCorrelationId,
  runWithCorrelation,
  traceparent,
} from '@ticketing/common/observability';
import { ignoreSetWorkerNameError } from '@ticketing/common/service';
import Queue, { type Job, type JobOptions } from 'bull';
import { delayUntil, toJobId, toMemory, PUBLISH_ATTEMPTS, publishBackoff, type Timer } from '../domain/timer';
import type { RedisConnections } from '../redis';
import { observeLateness } from './timer-metrics';
import { TimerMemory } from './timer-memory';

/** The queue's name in Redis and on the board. */
export const QUEUE_NAME = 'order-expiration';
/** Timers given up are kept for a look at them, the newest this many. */
const FAILED_KEPT = 1_000;

/** What sets and ends the timers of orders. */
export interface OrderTimers {
  /** Sets the timer of an order's version; of an order that ended, or has a newer version's, nothing. */
  schedule(timer: Timer): Promise<void>;
  /** Removes the order's timer, and sees to it that none is set for it later. */
  end(orderId: string): Promise<void>;
}

/** What the queue works with. */
export interface ExpirationQueueOptions {
  redis: RedisConnections;
  logger: Logger;
  /** Publishes that the order's time is up; resolves on the broker's acknowledgement. */
  publish: (data: { orderId: string }) => Promise<void>;
  /** Timers that fire at the same time, at the most. */
  concurrency: number;
  /** Put before every key. */
  prefix?: string;
  now?: () => Date;
}

/** A timer as the queue keeps it, with what it goes on from when it fires. */
interface TimerJob extends Timer {
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** The timers of orders: a Bull queue of delayed jobs, one per order, and the memory that keeps them right. */
export class ExpirationQueue implements OrderTimers {
  readonly queue: Queue.Queue<TimerJob>;
  private readonly memory: TimerMemory;
  private readonly now: () => Date;

  constructor(private readonly options: ExpirationQueueOptions) {
    const { redis, logger, prefix = '' } = options;
    this.now = options.now ?? (() => new Date());
    this.memory = new TimerMemory(redis.client, `${prefix}expiration:`);
    this.queue = new Queue<TimerJob>(QUEUE_NAME, {
      prefix: `${prefix}bull`,
      createClient: (kind) => redis.get(kind),
      defaultJobOptions: {
        attempts: PUBLISH_ATTEMPTS,
        backoff: { type: 'publish' },
        removeOnComplete: true,
        removeOnFail: FAILED_KEPT,
      },
      settings: {
        backoffStrategies: { publish: publishBackoff },
        // The wake-up call for a new first timer may be lost with a connection: look every second.
        guardInterval: 1_000,
        retryProcessDelay: 1_000,
        // A process that was killed while firing holds up its timers no longer than this; firing twice is harmless.
        lockDuration: 10_000,
        stalledInterval: 5_000,
        maxStalledCount: 10,
      },
    });
    ignoreSetWorkerNameError(this.queue);
    this.queue.on('failed', (job: Job<TimerJob>, error) => {
      logger.warn(
        { jobId: job.id, attempt: job.attemptsMade, reason: error.message },
        'a timer could not fire',
      );
    });
    this.queue.on('error', (error) => logger.debug({ reason: error.message }, 'the queue reported an error'));
  }

  /** Begins to fire; resolves once Redis is there. */
  async start(): Promise<void> {
    await this.options.redis.ready();
    // Settles only when the queue is closed.
    this.queue
      .process(this.options.concurrency, (job: Job<TimerJob>) => this.fire(job.data))
      .catch((error: unknown) => this.options.logger.error({ err: error }, 'the queue stopped'));
  }

  async schedule(timer: Timer): Promise<void> {
    this.options.redis.requireReady();
    const decision = await this.memory.claim(timer, toMemory(timer.expiresAt, this.now()));
    if (!decision.set) {
      this.options.logger.debug({ ...timer, because: decision.because }, 'no timer was set');
      return;
    }
    if (decision.replaces !== undefined) await this.remove(timer.orderId, decision.replaces);
    const now = this.now();
    // Counted from one and the same moment, the due time is expiresAt to the millisecond.
    const options: JobOptions & { timestamp: number } = {
      jobId: toJobId(timer),
      delay: delayUntil(timer.expiresAt, now),
      timestamp: now.getTime(),
    };
    await this.queue.add({ ...timer, correlationId: correlationId(), traceparent: traceparent() }, options);
    // The order may have ended, or moved on, between the claim and the add, too early for the job to be removed.
    if (!(await this.memory.isWanted(timer))) await this.remove(timer.orderId, timer.version);
  }

  async end(orderId: string): Promise<void> {
    this.options.redis.requireReady();
    const version = await this.memory.end(orderId);
    if (version !== undefined) await this.remove(orderId, version);
  }

  /** Timers that are not yet due. */
  pending(): Promise<number> {
    return this.queue.getDelayedCount();
  }

  /** Takes no more timers and waits for those that are firing. */
  async close(): Promise<void> {
    await this.queue.close();
  }

  private async fire(timer: TimerJob): Promise<void> {
    if (!(await this.memory.isWanted(timer))) return;
    await this.publish(timer);
    observeLateness(timer.expiresAt, this.now());
    // Commands are carried out in order: this one before the one by which Bull completes the job. Waiting for it
    // would only hold up the next timer, and without it a timer fires twice at the worst.
    this.memory.fired(timer).catch(() => undefined);
  }

  /** Tells it as a part of the request, and of the trace, that set the timer. */
  private publish({
    orderId,
    correlationId: id = newCorrelationId(),
    traceparent: parent,
  }: TimerJob): Promise<void> {
    const span = { kind: SpanKind.PRODUCER, parent };
    return runWithCorrelation(id, () =>
      inSpan(`publish ${Subjects.ExpirationComplete}`, span, () => this.options.publish({ orderId })),
    );
  }

  private async remove(orderId: string, version: number): Promise<void> {
    const job = await this.queue.getJob(toJobId({ orderId, version }));
    // One that is firing right now is locked and stays; it looks at the memory before it publishes.
    await job?.remove().catch((error: unknown) => {
      this.options.logger.debug(
        { jobId: job.id, reason: (error as Error).message },
        'a timer was not removed',
      );
    });
  }
}
