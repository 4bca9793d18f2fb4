import type { Logger, Outbox } from '@ticketing/common';
import type { mongo } from 'mongoose';
import type { Changes } from '../changes/changes';
import { GroupCommit } from '../intake/group-commit';
import { isToldToSupport, publishUpdates } from '../intake/publish-updates';
import { changeOf } from '../models/change-of';
import type { NotificationCollection, NotificationRow } from '../models/notification';
import { updatePlainly } from '../models/plain-writes';
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

/**
 * The change as it is told when another worker has written since: a lease that ran out leaves two with an answer. A
 * version is told once, so a yes is the next one after the other's answer, and after another yes it is no news.
 */
function after(current: NotificationRow, { update, reached }: Entry): Pick<Entry, 'update'> & Partial<Entry> {
  if (!reached || current.version < reached.version) return { update, ...(reached && { reached }) };
  if (current.status === reached.status) return { update: { $addToSet: update.$addToSet ?? {} } };
  const version = current.version + 1;
  return { update: { ...update, $set: { ...update.$set, version } }, reached: { ...reached, version } };
}

/**
 * Writes down what became of each push. Answers that come together share one durable write; while the database is away
 * they are kept and tried again, because an answer that is lost means a push that is repeated.
 */
export class Ledger {
  private readonly group = new GroupCommit<Entry, true>((entries) => this.persist(entries), 2);
  private abandoned = false;

  constructor(private readonly options: LedgerOptions) {}

  /** Resolves when the change is durable and watchers were told; never rejects. */
  async write(entry: Entry): Promise<void> {
    try {
      if (entry.reached && isToldToSupport(entry.reached)) await this.untilDone(() => this.writeTold(entry));
      else await this.group.add(entry);
    } catch (err) {
      this.options.logger.error(
        { err, notificationId: entry.id },
        'an answer was not stored; its lease will run out',
      );
    }
  }

  /** Stops waiting for a database that is away: what isn't stored is left to the leases. */
  abandon(): void {
    this.abandoned = true;
  }

  private persist(entries: Entry[]): Promise<true[]> {
    return this.untilDone(async () => {
      const updates = entries.map(({ id, filter, update }) => ({ q: { _id: id, ...filter }, u: update }));
      const matched = await updatePlainly(this.options.collection, updates);
      if (matched < entries.length) leaseLostTotal.inc(entries.length - matched);
      this.tell(entries);
      return entries.map(() => true as const);
    });
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

  private tell(entries: Entry[]): void {
    this.options.changes.publish(entries.flatMap(({ reached }) => (reached ? [changeOf(reached)] : [])));
  }

  private async untilDone<R>(work: () => Promise<R>): Promise<R> {
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await work();
      } catch (err) {
        if (this.abandoned) throw err;
        this.options.logger.warn({ err }, 'answers of providers are kept until the database is back');
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
}
