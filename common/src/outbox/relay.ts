import type { Logger } from 'pino';
import type { NatsWrapper } from '../messaging/nats-wrapper';
import { gauge } from '../observability/metrics';
import { PeriodicTask } from '../concurrency/periodic-task';
import type { Dispatcher } from './dispatcher';
import type { Lease } from './lease';
import type { OutboxRow, OutboxStore } from './outbox-store';

/** A row that its writer has not confirmed after this many milliseconds is the relay's. */
export const RELAY_AFTER_MS = 2_000;
const INTERVAL_MS = 500;
const BATCH = 1_000;
const AGGREGATES_AT_ONCE = 64;

const age = gauge('outbox_oldest_unsent_seconds', 'Age of the oldest event the broker has not confirmed');

/** What a relay works with. */
export interface RelayOptions {
  readonly store: OutboxStore;
  readonly dispatcher: Dispatcher;
  readonly lease: Lease;
  readonly nats: Pick<NatsWrapper, 'isConnected'>;
  readonly logger: Logger;
}

/** Sends, under a lease, what a writer committed and could not confirm. */
export class Relay {
  private readonly task = new PeriodicTask(() => this.turn(), INTERVAL_MS);

  constructor(private readonly options: RelayOptions) {}

  start(): void {
    this.task.start();
  }

  async stop(): Promise<void> {
    await this.task.stop();
    await this.options.lease.release().catch(() => undefined);
  }

  /** One turn; exposed for tests. Never rejects. */
  async turn(now = Date.now()): Promise<void> {
    const { store, lease, nats, logger } = this.options;
    try {
      const oldest = await store.oldestUnsent();
      age.set(oldest ? Math.max(0, (now - oldest.getTime()) / 1000) : 0);
      if (!oldest || now - oldest.getTime() < RELAY_AFTER_MS || !nats.isConnected) return;
      let sentAll = true;
      while (sentAll && !this.task.isStopped && (await lease.acquire())) {
        const rows = await store.unsentSince(new Date(Date.now() - RELAY_AFTER_MS), BATCH);
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
