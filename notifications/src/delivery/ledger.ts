import { Batcher } from '@ticketing/common/concurrency';
import { isUnavailable } from '@ticketing/common/errors';
import type { Logger } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import type { mongo } from 'mongoose';
import type { Changes } from '../changes/changes';
import { isToldToSupport, publishUpdates } from '../intake/publish-updates';
import { changeOf } from '../models/change-of';
import { bounded, durable, type NotificationCollection, type NotificationRow } from '../models/notification';
import { updatePlainly, type UpdateStatement } from '../models/plain-writes';
import { after, isWritten, isYes } from './answered';
import { leaseLostTotal } from './delivery-metrics';

/** A change of one row: what to write, and the row as it is then. */
export interface Entry {
  id: string;
  /** Which row may be written: one whose lease we still have, or, after a provider's yes, in any state. */
  filter: mongo.Filter<NotificationRow>;
  update: mongo.UpdateFilter<NotificationRow>;
  /** The row after a new status; absent when only the time of the next try moves. */
  reached?: NotificationRow;
}

export interface LedgerOptions {
  collection: NotificationCollection;
  outbox: Outbox;
  changes: Changes;
  logger: Logger;
}

const longestPauseMs = 2_000;

/** Writes only where the row's version is the one before: a yes that comes late must not set it back. */
function statementOf(entry: Entry): UpdateStatement {
  const { id, filter, update, reached } = entry;
  return {
    q: { _id: id, ...filter, ...(reached && isYes(entry) && { version: reached.version - 1 }) },
    u: update,
  };
}

/**
 * Writes down what became of each push. Answers that come together share one durable write; while the database is away
 * they are kept and tried again, because an answer that is lost means a push that is repeated.
 */
export class Ledger {
  private readonly batches = new Batcher<Entry>((entries) => this.persist(entries), { maxSize: 1_000 });
  private abandoned = false;
  /** Writes that wait for the database. */
  private waiting = 0;

  constructor(private readonly options: LedgerOptions) {}

  /** Resolves when the change is durable and watchers were told; never rejects. */
  async write(entry: Entry): Promise<void> {
    try {
      if (entry.reached && isToldToSupport(entry.reached)) await this.untilDone(() => this.writeTold(entry));
      else await this.batches.add(entry);
    } catch (err) {
      this.options.logger.error(
        { err, notificationId: entry.id },
        'an answer was not stored; its lease will run out',
      );
    }
  }

  /** True while answers wait for the database to be back: until they are stored, their notifications look as if nobody had pushed them. */
  get isBehind(): boolean {
    return this.waiting > 0;
  }

  /** Stops waiting for a database that is away: what isn't stored is left to the leases. */
  abandon(): void {
    this.abandoned = true;
  }

  private persist(entries: readonly Entry[]): Promise<void> {
    return this.untilDone(async () => {
      const matched = await updatePlainly(this.options.collection, entries.map(statementOf));
      this.tell(matched === entries.length ? entries : await this.settle(entries));
    });
  }

  /**
   * Finds out which of some changes were written, when not all were: the answer to the first attempt was lost, or a lease
   * ran out and another worker has written since. A yes is written all the same.
   *
   * @returns those to tell of
   */
  private async settle(entries: readonly Entry[]): Promise<Entry[]> {
    const { collection } = this.options;
    const ids = entries.map(({ id }) => id);
    const found = await collection.find({ _id: { $in: ids } }, bounded).toArray();
    const rows = new Map(found.map((row) => [row._id, row]));
    const settled: Entry[] = [];
    for (const entry of entries) {
      const row = rows.get(entry.id);
      const one = row && isWritten(row, entry) ? entry : await this.settleLate(entry);
      if (one) settled.push(one);
      else leaseLostTotal.inc();
    }
    return settled;
  }

  private async settleLate(entry: Entry): Promise<Entry | undefined> {
    const { collection } = this.options;
    while (isYes(entry)) {
      const current = await collection.findOne({ _id: entry.id }, bounded);
      if (!current) return undefined;
      const { update, reached } = after(current, entry);
      const { status, version } = current;
      const { matchedCount } = await collection.updateOne({ _id: entry.id, status, version }, update, {
        ignoreUndefined: true,
        ...durable,
      });
      if (matchedCount === 1) return { ...entry, reached };
    }
    return undefined;
  }

  private async writeTold(entry: Entry): Promise<void> {
    const { outbox, collection } = this.options;
    const written = await outbox.transaction(async (tx) => {
      const found = { _id: entry.id, ...entry.filter };
      const current = await collection.findOne(found, { session: tx.session });
      if (!current) return undefined;
      const { update, reached } = after(current, entry);
      await collection.updateOne(found, update, { session: tx.session, ignoreUndefined: true });
      if (reached) await publishUpdates(tx, [reached]);
      return { ...entry, reached };
    });
    if (written) this.tell([written]);
    else leaseLostTotal.inc();
  }

  private tell(entries: readonly Entry[]): void {
    this.options.changes.publish(entries.flatMap(({ reached }) => (reached ? [changeOf(reached)] : [])));
  }

  private async untilDone<R>(work: () => Promise<R>): Promise<R> {
    let counted = false;
    try {
      for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
        try {
          return await work();
        } catch (err) {
          if (this.abandoned) throw err;
          this.options.logger.warn({ err }, 'answers of providers are kept until the database is back');
          if (!counted && isUnavailable(err)) {
            counted = true;
            this.waiting += 1;
          }
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      }
    } finally {
      if (counted) this.waiting -= 1;
    }
  }
}
