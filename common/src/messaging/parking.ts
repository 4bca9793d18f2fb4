import type { Logger } from 'pino';
import type { AggregateRef } from '../contracts';
import { PeriodicTask } from '../concurrency/periodic-task';
import type { ParkedMessage, ParkingStore } from './message-store';

const SWEEP_MS = 1_000;
const RETRY_AFTER_MS = 5_000;
const BATCH = 200;
/** Aggregates that one line of the log names, at the most. */
const NAMED = 20;
/** A message parked for longer is worth a person's attention. */
export const PARKED_TOO_LONG_MS = 60_000;

/** What a message has waited for longer is not to come by itself, unless its owner's outbox is stuck. */
export const REPLAY_NEEDED_MS = 15 * 60_000;

/** What trying a parked message again led to. */
export type RetryResult = { done: true } | { done: false; waitingFor?: AggregateRef };

/** Options of the parking. */
export interface ParkingOptions {
  readonly store: ParkingStore;
  readonly retry: (message: ParkedMessage) => Promise<RetryResult>;
  readonly onCount: (count: { total: number; old: number; lost: number }) => void;
  readonly logger: Logger;
}

/**
 * Applies parked messages right after their predecessors. What another replica applied, or what was missed
 * because a process died in between, is found by a sweep.
 */
export class Parking {
  private pending = new Set<string>();
  private working?: Promise<void> | undefined;
  private sweeping = false;
  /** Messages parked when they were last counted. */
  private counted = 0;
  private readonly task = new PeriodicTask(() => this.sweep(), SWEEP_MS);

  constructor(private readonly options: ParkingOptions) {}

  start(): void {
    this.task.start();
  }

  /** Sweeps no further and waits for the messages in hand. */
  async stop(): Promise<void> {
    await this.task.stop();
    await this.settled();
  }

  /** Looks, soon and together with others, for messages that waited for this aggregate. */
  release(aggregate: string): void {
    this.pending.add(aggregate);
    this.working ??= this.work().finally(() => {
      this.working = undefined;
    });
  }

  /** Resolves when nothing released so far is left to try. */
  async settled(): Promise<void> {
    while (this.working) await this.working;
  }

  private async work(): Promise<void> {
    // Handlers that end in the same turn share one look into the store.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.pending.size > 0) {
      const aggregates = [...this.pending];
      this.pending = new Set();
      try {
        const found = await this.options.store.waitingFor(aggregates, BATCH);
        for (const message of found) await this.retry(message);
      } catch (error) {
        this.options.logger.warn({ err: error }, 'parked messages could not be read; the sweep will');
      }
    }
  }

  /** One turn of the sweep; exposed for tests. */
  async sweep(now = Date.now()): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      const due = await this.options.store.due(new Date(now - RETRY_AFTER_MS), BATCH);
      for (const message of due) if (!this.task.isStopped) await this.retry(message);
      // Nearly always nothing is parked, and one look is enough to know it.
      if (this.options.store.isEmpty && this.counted === 0) return;
      const count = await this.options.store.countParked(new Date(now - PARKED_TOO_LONG_MS));
      this.counted = count.total;
      const since = new Date(now - REPLAY_NEEDED_MS);
      const lost = count.old > 0 ? (await this.options.store.countParked(since)).old : 0;
      this.options.onCount({ ...count, lost });
      if (count.old > 0 && due.length > 0) {
        this.options.logger.warn(count, 'messages have waited for a predecessor for more than a minute');
      }
      const missing = due
        .filter(({ parkedAt }) => parkedAt < since)
        .map(({ waitingFor }) => waitingFor.aggregate);
      if (missing.length > 0) {
        const aggregates = [...new Set(missing)].slice(0, NAMED);
        this.options.logger.error({ lost, aggregates }, 'earlier versions are missing: replay needed');
      }
    } catch (error) {
      this.options.logger.warn({ err: error }, 'parked messages could not be swept');
    } finally {
      this.sweeping = false;
    }
  }

  private async retry(message: ParkedMessage): Promise<void> {
    const result = await this.options.retry(message);
    if (result.done) await this.options.store.unpark(message.id);
    else if (result.waitingFor) await this.options.store.rewait(message.id, result.waitingFor);
  }
}
