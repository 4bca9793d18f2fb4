import { LeasedTask, type LeasedTaskOptions } from '@ticketing/common/service';
import { QueueEntry, RETENTION_MS } from './queue-entry';
import { findDraw, ShowQueue, type ShowQueueFields } from './show-queue';

const INTERVAL_MS = 500;
/** Entries numbered by one write. */
const BATCH = 1_000;

/** How many are let through, and for how long. */
export interface QueuePace {
  /** People who may order at the same time. */
  readonly admittedAtOnce: number;
  /** How long each may take, in seconds. */
  readonly admittedSeconds: number;
}

export type QueueKeeperOptions = QueuePace & LeasedTaskOptions;

/**
 * Numbers those who wait and lets them through, twice a second, on one replica at a time. Each step is found again from what
 * is stored: a keeper that dies in between, or is overtaken, gives nobody two numbers and nobody's number twice.
 */
export class QueueKeeper extends LeasedTask {
  constructor(private readonly options: QueueKeeperOptions) {
    super(options, INTERVAL_MS, 'the queues could not be moved on');
  }

  /** Goes over all lines. */
  protected async perform(now: Date): Promise<void> {
    const shows = await QueueEntry.distinct('showId', { state: { $in: ['unnumbered', 'waiting'] } });
    for (const showId of shows) {
      const queue = await ShowQueue.findById(showId).lean();
      if (this.isStopped || !queue || !(await this.options.lease.acquire())) continue;
      // One line that can not be moved on must not keep the others.
      await this.moveOn(queue, now).catch((error: unknown) =>
        this.options.logger.warn({ err: error, showId }, 'the queue of a show could not be moved on'),
      );
    }
  }

  private async moveOn(queue: ShowQueueFields, now: Date): Promise<void> {
    const last = await findLast(queue);
    const drawAt = last === 0 ? await moveDraw(queue, now) : queue.drawAt;
    if (drawAt <= now) await giveNumbers({ ...queue, drawAt }, last, now);
    await this.letThrough(queue._id, now);
  }

  private async letThrough(showId: string, now: Date): Promise<void> {
    const { admittedAtOnce, admittedSeconds } = this.options;
    const ordering = await QueueEntry.countDocuments({ showId, admittedUntil: { $gt: now } });
    if (ordering >= admittedAtOnce) return;
    const next = await QueueEntry.find({ showId, state: 'waiting' }, { number: 1 })
      .sort({ number: 1 })
      .limit(admittedAtOnce - ordering)
      .lean();
    const passed = next.at(-1)?.number;
    if (passed === undefined) return;
    await QueueEntry.updateMany(
      { _id: { $in: next.map(({ _id }) => _id) }, state: 'waiting' },
      { $set: { state: 'admitted', admittedUntil: new Date(now.getTime() + admittedSeconds * 1_000) } },
    );
    await ShowQueue.updateOne({ _id: showId }, { $max: { passed } });
  }
}

/** The last number that was given; 0 before the draw. */
async function findLast({ _id: showId, passed }: ShowQueueFields): Promise<number> {
  const last = await QueueEntry.findOne({ showId, number: { $exists: true } }, { number: 1 })
    .sort({ number: -1 })
    .lean();
  // Entries end after a while, and those who come later follow whoever was let through.
  return Math.max(last?.number ?? 0, passed);
}

/** Follows the beginning of the sale, which its seller may move. */
async function moveDraw({ _id, drawAt: known }: ShowQueueFields, now: Date): Promise<Date> {
  const drawAt = await findDraw(_id, now, known.getTime());
  if (drawAt.getTime() !== known.getTime()) await ShowQueue.updateOne({ _id }, { $set: { drawAt } });
  return drawAt;
}

/** Gives everybody without a number the next ones: those of the opening minute by lot, who came later by time. */
async function giveNumbers({ _id: showId, drawAt }: ShowQueueFields, last: number, now: Date): Promise<void> {
  const expireAt = new Date(now.getTime() + RETENTION_MS);
  let number = last;
  for (const [when, order] of [
    [{ $lte: drawAt }, { lot: 1, _id: 1 }],
    [{ $gt: drawAt }, { joinedAt: 1, _id: 1 }],
  ] as const) {
    const waiting = await QueueEntry.find({ showId, state: 'unnumbered', joinedAt: when }, { _id: 1 })
      .sort(order)
      .lean();
    for (let at = 0; at < waiting.length; at += BATCH) {
      const writes = waiting.slice(at, at + BATCH).map(({ _id }) => ({
        updateOne: {
          filter: { _id, state: 'unnumbered' as const },
          update: { $set: { state: 'waiting' as const, number: (number += 1), expireAt } },
        },
      }));
      await QueueEntry.bulkWrite(writes, { ordered: true });
    }
  }
}
