import type { Logger } from '@ticketing/common/observability';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import type { mongo } from 'mongoose';
import { type NotificationCollection, type NotificationRow } from './notification';
import { isToldToSupport, publishUpdates } from './publish-updates';

export interface DeadLettersOptions {
  collection: NotificationCollection;
  outbox: Outbox;
  logger: Logger;
  now?: () => Date;
}

const listed = { deadAt: { $exists: true }, discardedAt: { $exists: false } } as const;

/** Notifications that were given up, for an operator to try again or to put aside. */
export class DeadLetters {
  constructor(private readonly options: DeadLettersOptions) {}

  /** Those not put aside, the latest first. @param before the last one of the page before */
  list(limit: number, before?: { deadAt: Date; id: string }): Promise<NotificationRow[]> {
    const older: mongo.Filter<NotificationRow> = before
      ? { $or: [{ deadAt: { $lt: before.deadAt } }, { deadAt: before.deadAt, _id: { $lt: before.id } }] }
      : {};
    return this.options.collection
      .find({ ...listed, ...older })
      .sort({ deadAt: -1, _id: -1 })
      .limit(limit)
      .toArray();
  }

  /** How many aren't put aside, up to a limit. */
  count(limit: number): Promise<number> {
    return this.options.collection.countDocuments(listed, { limit });
  }

  /**
   * Makes a dead letter due again, with all its retries. Again for one that was redriven since changes nothing.
   *
   * @param by id of the admin, kept with it
   * @param within done in the same transaction
   * @returns the row now, and whether this call moved it; null when there's no such dead letter
   */
  async redrive(
    id: string,
    by: string,
    within?: (tx: Transaction) => Promise<void>,
  ): Promise<{ row: NotificationRow; moved: boolean } | null> {
    const now = this.now();
    const moved = await this.change(
      { _id: id, status: 'DEAD', discardedAt: { $exists: false } },
      {
        $set: { status: 'ACCEPTED', dueAt: now, redrivenAt: now, tries: 0, interruptions: 0 },
        $unset: { deadAt: '', deadReason: '', expireAt: '', releasedAt: '' },
        $inc: { version: 1 },
        $push: { audit: { action: 'redrive', by, at: now } },
      },
      within,
    );
    if (moved) {
      this.options.logger.info({ notificationId: id, by }, 'a dead letter was redriven');
      return { row: moved, moved: true };
    }
    const row = await this.options.collection.findOne({ _id: id });
    const before = row?.status !== 'DEAD' && row?.audit?.some(({ action }) => action === 'redrive');
    return row && before ? { row, moved: false } : null;
  }

  /**
   * Puts a dead letter aside: it stays DEAD, and leaves the list. Again changes nothing.
   *
   * @param within done in the same transaction
   * @returns false when there's no such dead letter
   */
  async discard(id: string, by: string, within?: (tx: Transaction) => Promise<void>): Promise<boolean> {
    const now = this.now();
    const { collection, logger, outbox } = this.options;
    const discarded = await outbox.transaction(async (tx) => {
      const { modifiedCount } = await collection.updateOne(
        { _id: id, status: 'DEAD', discardedAt: { $exists: false } },
        { $set: { discardedAt: now }, $push: { audit: { action: 'discard', by, at: now } } },
        { session: tx.session },
      );
      if (modifiedCount === 1) await within?.(tx);
      return modifiedCount === 1;
    });
    if (discarded) {
      logger.info({ notificationId: id, by }, 'a dead letter was discarded');
      return true;
    }
    return (await collection.countDocuments({ _id: id, discardedAt: { $exists: true } })) === 1;
  }

  /** A redrive is a new status, which the help desk hears of like any other. */
  private change(
    filter: mongo.Filter<NotificationRow>,
    update: mongo.UpdateFilter<NotificationRow>,
    within?: (tx: Transaction) => Promise<void>,
  ): Promise<NotificationRow | null> {
    const { collection, outbox } = this.options;
    return outbox.transaction(async (tx) => {
      const row = await collection.findOneAndUpdate(filter, update, {
        session: tx.session,
        returnDocument: 'after',
      });
      if (row && isToldToSupport(row)) await publishUpdates(tx, [row]);
      if (row) await within?.(tx);
      return row;
    });
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}
