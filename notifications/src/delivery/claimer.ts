import { randomUUID } from 'node:crypto';
import {
  type AttemptRecord,
  type NotificationCollection,
  type NotificationRow,
  durable,
  type OutgoingChannel,
} from '../notification/notification';
import { interruptedTotal } from './metrics';

/** Rows under one lease: nobody else pushes them before `until`, ms since the epoch. */
export interface Claimed {
  rows: NotificationRow[];
  token: string;
  until: number;
}

/**
 * Takes what is due under a lease, in three commands for hundreds of rows. The lease is the row's own `dueAt`: moving it
 * ahead hides the row from everyone, and when its holder dies the row becomes due by itself.
 */
export class Claimer {
  constructor(
    private readonly collection: NotificationCollection,
    private readonly leaseMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** The oldest due rows of a channel that nobody holds, at most `limit`; each as it was before. */
  async claim(type: OutgoingChannel, limit: number): Promise<Claimed> {
    const now = this.now();
    const token = randomUUID();
    const until = now + this.leaseMs;
    const dueAt = { $lte: new Date(now) };
    const found = await this.collection.find({ type, dueAt }).sort({ dueAt: 1 }).limit(limit).toArray();
    if (found.length === 0) return { rows: [], token, until };
    const ids = found.map((row) => row._id);
    const { modifiedCount } = await this.collection.updateMany(
      { _id: { $in: ids }, dueAt },
      { $set: { status: 'SENDING', dueAt: new Date(until), claim: token } },
      // By the queue's own index it would cost four times as much: the update moves what the index is sorted by.
      { hint: { _id: 1 }, ...durable },
    );
    const won = modifiedCount === found.length ? found : await this.won(found, token);
    const rows = await this.withAllEntries(won, token);
    for (const row of rows) row.claim = token;
    return { rows: await this.recordInterrupted(rows, token), token, until };
  }

  /** An entry may have been added to a digest since it was found; since it was claimed, none can be. */
  private async withAllEntries(rows: NotificationRow[], token: string): Promise<NotificationRow[]> {
    const digests = rows.filter(({ entries }) => entries);
    if (digests.length === 0) return rows;
    const found = await this.collection
      .find({ _id: { $in: digests.map(({ _id }) => _id) }, claim: token })
      .toArray();
    const current = new Map(found.map((row) => [row._id, row]));
    return rows.map((row) => {
      const now = current.get(row._id);
      return now ? { ...now, status: row.status, ...(row.dueAt && { dueAt: row.dueAt }) } : row;
    });
  }

  /** Another worker found some of the same rows and was first. */
  private async won(found: NotificationRow[], token: string): Promise<NotificationRow[]> {
    const ids = found.map((row) => row._id);
    const mine = await this.collection
      .find({ _id: { $in: ids }, claim: token }, { projection: { _id: 1 } })
      .toArray();
    const won = new Set(mine.map((row) => row._id));
    return found.filter((row) => won.has(row._id));
  }

  /**
   * A lease that ran out means that a worker stopped between claiming and storing the answer, perhaps after the
   * provider's yes: nobody can tell, so it is written down and counted. Unless it did store the answer, only later than
   * its lease lasted, and so took the row back from us.
   *
   * @returns the rows that are still ours
   */
  private async recordInterrupted(rows: NotificationRow[], token: string): Promise<NotificationRow[]> {
    const interrupted = rows.filter((row) => row.status === 'SENDING');
    if (interrupted.length === 0) return rows;
    const writes = interrupted.map((row) => {
      const attempt: AttemptRecord = {
        number: (row.attempts?.length ?? 0) + 1,
        at: row.dueAt ?? row.createdAt,
        tookMs: 0,
        outcome: 'unknown',
        error: 'the worker stopped before it stored the answer',
      };
      row.attempts = [...(row.attempts ?? []), attempt];
      row.interruptions = (row.interruptions ?? 0) + 1;
      return {
        updateOne: {
          filter: { _id: row._id, claim: token },
          update: { $push: { attempts: attempt }, $inc: { interruptions: 1 } },
        },
      };
    });
    const { matchedCount } = await this.collection.bulkWrite(writes, { ordered: false, ...durable });
    interruptedTotal.inc(matchedCount);
    return matchedCount === interrupted.length ? rows : this.won(rows, token);
  }
}
