import type { Logger } from 'pino';
import type { NatsWrapper } from '../messaging/nats-wrapper';
import { gauge } from '../observability/metrics';
import { PeriodicTask } from '../concurrency/periodic-task';
import type { Dispatcher } from './dispatcher';
import type { Lease } from './lease';
import type { OutboxRow, OutboxStore } from './outbox-store';

/** A row that its writer has not confirmed after this many milliseconds is the relay's. */
export const RELAY_AFTER_MS = 2_000;
const INTERVAL_MS = 1_000;
/** Others have connected to a broker that is back after this many milliseconds; what is sent sooner may come to them 5 s late. */
const OTHERS_RETURN_MS = 250;
const BATCH = 1_000;
const AGGREGATES_AT_ONCE = 64;

const age = gauge('outbox_oldest_unsent_seconds', 'Age of the oldest event the broker has not confirmed');

/** What a relay works with. */
export interface RelayOptions {
  readonly store: OutboxStore;
  readonly dispatcher: Dispatcher;
  readonly lease: Lease;
  readonly nats: Pick<NatsWrapper, 'isConnected' | 'onConnect'>;
  readonly logger: Logger;
}

/** Sends, under a lease, what a writer committed and could not confirm. */
export class Relay {
  private readonly task = new PeriodicTask(() => this.turn(), INTERVAL_MS);
  /** One turn at a time. */
  private turns = Promise.resolve();

  constructor(private readonly options: RelayOptions) {}

  /** Begins its turns: at every interval, and once after the broker's return for all that waited for that. */
  start(): void {
    this.task.start();
    this.options.nats.onConnect(() => {
      const returnedAt = Date.now();
      setTimeout(() => void this.turn(Date.now(), returnedAt), OTHERS_RETURN_MS).unref();
    });
  }

  async stop(): Promise<void> {
    await this.task.stop();
    await this.turns;
    await this.options.lease.release();
  }

  /**
   * One turn; exposed for tests. Never rejects.
   * @param before takes what was committed before this time, in milliseconds since the epoch, however young it is
   */
  turn(now = Date.now(), before?: number): Promise<void> {
    this.turns = this.turns.then(() => this.relay(now, before));
    return this.turns;
  }

  private async relay(now: number, before?: number): Promise<void> {
    if (this.task.isStopped) return;
    const { store, lease, nats, logger } = this.options;
    try {
      const oldest = await store.oldestUnsent();
      age.set(oldest ? Math.max(0, (now - oldest.getTime()) / 1000) : 0);
      const cutoff = () => before ?? Date.now() - RELAY_AFTER_MS;
      if (!oldest || oldest.getTime() > (before ?? now - RELAY_AFTER_MS) || !nats.isConnected) return;
      let sentAll = true;
      while (sentAll && !this.task.isStopped && (await lease.acquire())) {
        const rows = await store.unsentSince(new Date(cutoff()), BATCH);
        if (rows.length === 0) return;
        sentAll = await this.sendAll(rows);
        await this.options.dispatcher.flush();
        logger.info({ events: rows.length, sentAll }, 'relayed events that were not confirmed');
      }
    } catch (error) {
      logger.warn({ err: error }, 'the outbox could not be relayed');
    }
  }

  /** Versions of one aggregate ascending and one by one; aggregates side by side. Stops at the first failure. */
  private async sendAll(rows: readonly OutboxRow[]): Promise<boolean> {
    const byAggregate = new Map<string, OutboxRow[]>();
    for (const row of rows) {
      const group = byAggregate.get(row.aggregate);
      if (group) group.push(row);
      else byAggregate.set(row.aggregate, [row]);
    }
    const queue = [...byAggregate.values()];
    let failed = false;
    const work = async (): Promise<void> => {
      for (let group = queue.shift(); group && !failed; group = queue.shift()) {
        for (const row of group.sort((a, b) => a.version - b.version)) {
          if (failed) return;
          if (!(await this.options.dispatcher.send(row, { waitForEarlier: false }))) failed = true;
        }
      }
    };
    await Promise.all(Array.from({ length: AGGREGATES_AT_ONCE }, work));
    return !failed;
  }
}
