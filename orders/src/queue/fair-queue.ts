import { randomInt } from 'node:crypto';
import { SharedReads } from '@ticketing/common/concurrency';
import { isDuplicateKey, NotFoundError, TooManyRequestsError } from '@ticketing/common/errors';
import { Show } from '../models/show';
import { QueueEntry, type QueueEntryFields, queueEntryId } from './queue-entry';
import { findDraw, ShowQueue, type ShowQueueFields } from './show-queue';

/** Lots there are; two people who share one stand in the order of their ids. */
const LOTS = 2 ** 47;
/** How old the number of those who wait may be, in ms. */
const COUNT_AGE_MS = 1_000;

/** Where somebody stands in the line. */
export interface QueuePosition {
  readonly status: 'waiting' | 'admitted';
  /**
   * How many are let through before them, and themselves; before the lots are drawn, how many have come, as of a second ago.
   * 0 once admitted.
   */
  readonly position: number;
  /** When the lots are drawn, while they aren't; or until when they may order, once admitted. */
  readonly until?: Date;
}

/**
 * The fair line in front of a hot show: who comes within the minute of the opening is drawn by lot, so that nobody gains by
 * a faster machine; who comes later follows in order. The line is the database's; a keeper numbers it and lets people through.
 */
export class FairQueue {
  private readonly queues = new SharedReads<ShowQueueFields>(readQueues);
  private readonly counts = new SharedReads<number>(countWaiting);
  /** How many wait in front of each show, and when that was counted, in ms since the epoch. */
  private readonly known = new Map<string, { count: number; at: number }>();

  /**
   * Takes a place in the line, or keeps the one there is.
   * @throws NotFoundError when there is no such show, or no line in front of it
   */
  async join(showId: string, userId: string, now: Date): Promise<QueuePosition> {
    const show = await Show.exists({ _id: showId, queue: true });
    if (!show) throw new NotFoundError('There is no queue for this event');
    if (!(await this.queues.get(showId))) await open(showId, now);
    const entry = await join(showId, userId, now);
    return this.position(entry, now);
  }

  /**
   * Where somebody stands.
   * @throws NotFoundError when they don't wait, or no longer
   */
  async find(showId: string, userId: string, now: Date): Promise<QueuePosition> {
    const entry = await QueueEntry.findById(queueEntryId(showId, userId)).lean();
    if (!entry || isOver(entry, now)) throw new NotFoundError('You are not in this queue');
    return this.position(entry, now);
  }

  /**
   * Lets only those order who were let through, of a show with a queue.
   * @throws TooManyRequestsError (`queue`) for everybody else
   */
  async check(showId: string, userId: string, now: Date): Promise<void> {
    const entry = await QueueEntry.findById(queueEntryId(showId, userId), { admittedUntil: 1 }).lean();
    // Defence: nobody orders past the queue → if (now) return;
    if (entry?.admittedUntil && entry.admittedUntil > now) return;
    const message = entry ? 'It is not your turn yet' : 'Join the queue of this event first';
    throw new TooManyRequestsError(5, message, { code: 'queue' });
  }

  private async position(entry: QueueEntryFields, now: Date): Promise<QueuePosition> {
    const { number, admittedUntil } = entry;
    if (admittedUntil && admittedUntil > now)
      return { status: 'admitted', position: 0, until: admittedUntil };
    const queue = await this.queues.get(entry.showId);
    if (number !== undefined)
      return { status: 'waiting', position: Math.max(1, number - (queue?.passed ?? 0)) };
    const position = await this.count(entry.showId, now);
    return { status: 'waiting', position, ...(queue && queue.drawAt > now ? { until: queue.drawAt } : {}) };
  }

  /** How many wait; an answer with a count of its own would read the whole line. */
  private async count(showId: string, now: Date): Promise<number> {
    const known = this.known.get(showId);
    if (known && Math.abs(now.getTime() - known.at) < COUNT_AGE_MS) return known.count;
    const count = Math.max(1, (await this.counts.get(showId)) ?? 0);
    this.known.set(showId, { count, at: now.getTime() });
    return count;
  }
}

/** Whether their turn has passed. */
const isOver = ({ admittedUntil }: QueueEntryFields, now: Date): boolean =>
  admittedUntil !== undefined && admittedUntil <= now;

async function readQueues(ids: readonly string[]): Promise<Map<string, ShowQueueFields>> {
  const rows = await ShowQueue.find({ _id: { $in: ids } }).lean();
  return new Map(rows.map((row) => [row._id, row]));
}

async function countWaiting(showIds: readonly string[]): Promise<Map<string, number>> {
  const counts = showIds.map(async (showId) => {
    const state = { $in: ['unnumbered' as const, 'waiting' as const] };
    return [showId, await QueueEntry.countDocuments({ showId, state })] as const;
  });
  return new Map(await Promise.all(counts));
}

/** The first to come opens the line; its minute begins with the sale, if that is still to come. */
async function open(showId: string, now: Date): Promise<void> {
  const drawAt = await findDraw(showId, now);
  try {
    await ShowQueue.updateOne({ _id: showId }, { $setOnInsert: { drawAt, passed: 0 } }, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Somebody whose turn has passed begins again, at the end. */
async function join(showId: string, userId: string, now: Date): Promise<QueueEntryFields> {
  const _id = queueEntryId(showId, userId);
  const state = 'unnumbered' as const;
  const entry = { _id, showId, userId, state, lot: randomInt(LOTS) / LOTS, joinedAt: now };
  try {
    await QueueEntry.collection.insertOne(entry as never);
    return entry;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const known = await QueueEntry.findById(_id).lean();
    if (known && !isOver(known, now)) return known;
    await QueueEntry.deleteOne({ _id, admittedUntil: { $lte: now } });
    return join(showId, userId, now);
  }
}
