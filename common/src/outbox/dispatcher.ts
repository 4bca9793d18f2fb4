import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { KeyedMutex } from '../concurrency/keyed-mutex';
import type { NatsWrapper } from '../messaging/nats-wrapper';
import type { EventMeta } from '../contracts';
import { crashPoint } from '../errors/crash-point';
import { SharedReads } from '../concurrency/batcher';
import { inSpan, isTracing } from '../observability/tracing';
import type { OutboxRow, OutboxStore } from './outbox-store';

/** Rows on their way to the broker in this process, at the most; beyond it they are left to the relay. */
const MAX_PENDING = 5_000;
/** How long a row waits for an earlier version that another replica is sending, in milliseconds. */
const PREDECESSOR_WAIT_MS = 1_500;
const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 100;
/** How long an acknowledgement waits for others to be marked with; nothing here waits for the mark, in milliseconds. */
const MARK_LINGER_MS = 5;
/** Confirmed versions remembered, so that the next one need not ask the database. */
const REMEMBERED = 10_000;

/** What a dispatcher sends with. */
export interface DispatcherOptions {
  readonly store: OutboxStore;
  readonly nats: Pick<NatsWrapper, 'publish' | 'isConnected'>;
  readonly logger: Logger;
}

/**
 * Sends committed rows to the broker, the versions of one aggregate in order and one at a time, and marks in bulk
 * what the broker has acknowledged. What it cannot send stays unsent in the database for the relay.
 */
export class Dispatcher {
  private readonly mutex = new KeyedMutex();
  private readonly confirmed = new Map<string, number>();
  private pending = 0;
  private toMark: string[] = [];
  private marking?: Promise<void> | undefined;
  private idle: (() => void)[] = [];

  /** Rows of many aggregates that are committed together ask together. */
  private readonly lowestUnsent: SharedReads<number>;

  constructor(private readonly options: DispatcherOptions) {
    this.lowestUnsent = new SharedReads((aggregates) => options.store.lowestUnsent(aggregates));
  }

  /** Sends rows in the background, as far as the broker is there. Never rejects. */
  dispatch(rows: readonly OutboxRow[]): void {
    for (const row of rows) {
      if (this.pending >= MAX_PENDING || !this.options.nats.isConnected) return;
      void this.send(row, { waitForEarlier: true });
    }
  }

  /**
   * Sends one row. Never rejects.
   * @returns whether the broker has it.
   */
  async send(row: OutboxRow, { waitForEarlier }: { waitForEarlier: boolean }): Promise<boolean> {
    this.pending += 1;
    try {
      return await this.mutex.run(row.aggregate, async () => {
        if (waitForEarlier && !(await this.earlierAreSent(row))) return false;
        await this.publish(row);
        crashPoint('outbox:published');
        this.remember(row);
        this.mark(row._id);
        return true;
      });
    } catch (error) {
      this.options.logger.debug({ err: error, event: row._id, subject: row.subject }, 'left to the relay');
      return false;
    } finally {
      this.pending -= 1;
      if (this.pending === 0) this.idle.splice(0).forEach((resolve) => resolve());
    }
  }

  /** Resolves when nothing is being sent and all that was acknowledged is marked. */
  async flush(): Promise<void> {
    if (this.pending > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
    while (this.marking) await this.marking;
  }

  private publish(row: OutboxRow): Promise<void> {
    if (!isTracing()) return this.options.nats.publish(row);
    const { meta } = JSON.parse(row.wire) as { meta: EventMeta };
    return inSpan(`publish ${row.subject}`, { kind: SpanKind.PRODUCER, parent: meta.traceparent }, () =>
      this.options.nats.publish(row),
    );
  }

  private async earlierAreSent(row: OutboxRow): Promise<boolean> {
    if (row.version === 0 || this.confirmed.get(row.aggregate) === row.version - 1) return true;
    const deadline = Date.now() + PREDECESSOR_WAIT_MS;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const lowest = await this.lowestUnsent.get(row.aggregate);
      if (lowest === undefined || lowest >= row.version) return true;
      if (Date.now() + wait > deadline) return false;
      await delay(wait);
    }
  }

  private remember(row: OutboxRow): void {
    this.confirmed.delete(row.aggregate);
    this.confirmed.set(row.aggregate, row.version);
    if (this.confirmed.size > REMEMBERED) {
      const [oldest] = this.confirmed.keys();
      if (oldest !== undefined) this.confirmed.delete(oldest);
    }
  }

  private mark(id: string): void {
    this.toMark.push(id);
    this.marking ??= this.markAll().finally(() => {
      this.marking = undefined;
    });
  }

  private async markAll(): Promise<void> {
    // Acknowledgements that arrive together, or while a mark is under way, share the next one.
    while (this.toMark.length > 0) {
      await delay(MARK_LINGER_MS);
      const ids = this.toMark;
      this.toMark = [];
      try {
        await this.options.store.markSent(ids);
      } catch (error) {
        this.options.logger.warn(
          { err: error, count: ids.length },
          'sent events are not marked; they go out again',
        );
      }
    }
  }
}
