import { PeriodicTask } from '@ticketing/common/concurrency';
import type { Logger } from '@ticketing/common/observability';
import type { Connection, mongo } from 'mongoose';
import type { ReadModels, ShowReadModel } from '../read-models/read-models';
import { formatTime, type IntentContent } from './content';
import type { NotificationIntent, Notifier } from './notifier';

/** What the holders of a show are to be told. */
export type ShowChange = 'moved' | 'cancelled';

/** Of an edit that changes neither time nor place nobody is told. */
export function showChange(before: ShowReadModel | undefined, after: ShowReadModel): ShowChange | undefined {
  if (after.status === 'cancelled') return before?.status === 'cancelled' ? undefined : 'cancelled';
  return before && after.sequence > before.sequence ? 'moved' : undefined;
}

/** News of a show, of which some of its holders were told. */
interface ShowNewsRow {
  /** `<show>:<version>`. */
  _id: string;
  change: ShowChange;
  show: ShowReadModel;
  /** ISO time at which it happened. */
  time: string;
  /** The last holder who was told. */
  cursor?: string;
  /** All were told; when to tell again those who became known as holders only later. */
  againAt?: Date;
}

/** By then it is known, in ms, who held an admission at the moment of the news. */
const AGAIN_MS = 60_000;
/** News read at once. */
const BATCH = 20;

/** What the news of shows are told with. */
export interface ShowNewsOptions {
  readonly connection: Connection;
  readonly readModels: ReadModels;
  readonly notifier: Notifier;
  readonly logger: Logger;
  /** How often to look, in ms; default 1,000. */
  readonly everyMs?: number;
  /** Holders told at once; default 200. */
  readonly batch?: number;
}

/**
 * Tells all holders of a show, page by page: there may be more than one message can tell before it is delivered again. Where
 * it is, is kept; every replica may look, since the same news to the same user have the same uuid. It is told twice: an order
 * that was paid just before the news may be known as an admission only after them.
 */
export class ShowNews extends PeriodicTask {
  private readonly rows: mongo.Collection<ShowNewsRow>;

  constructor(private readonly options: ShowNewsOptions) {
    super(() => this.turn(), options.everyMs ?? 1_000);
    this.rows = options.connection.collection<ShowNewsRow>('show_news');
  }

  /** Durable when it resolves; told after that. Again changes nothing. */
  async plan(show: ShowReadModel, change: ShowChange, time: string): Promise<void> {
    const _id = `${show._id}:${show.version}`;
    await this.rows.updateOne({ _id }, { $setOnInsert: { change, show, time } }, { upsert: true });
  }

  private async turn(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private noteFailure(error: unknown, news?: string): void {
    this.options.logger.warn({ err: error, news }, 'news of shows could not be told; the next look will');
  }

  /** Tells all that is planned. */
  async sweep(): Promise<void> {
    const due = { $or: [{ againAt: { $exists: false } }, { againAt: { $lte: new Date() } }] };
    for await (const news of this.rows
      .find(due, { batchSize: BATCH })
      .sort({ 'show._id': 1, 'show.version': 1 })) {
      if (this.isStopped) return;
      // One that fails must not keep the others from their holders.
      await this.notify(news).catch((error: unknown) => this.noteFailure(error, news._id));
    }
  }

  private async notify({ _id, change, show, time, cursor, againAt }: ShowNewsRow): Promise<void> {
    // Another replica may be further than this one.
    const turn = { _id, againAt: againAt ?? { $exists: false } };
    const content = change === 'moved' ? showMoved(show) : showCancelled(show);
    for (let after = cursor; !this.isStopped;) {
      const holders = await this.holders(show._id, change, time, after);
      after = holders.at(-1);
      if (after === undefined) {
        if (againAt) await this.rows.deleteOne(turn);
        else
          await this.rows.updateOne(turn, {
            $set: { againAt: new Date(Date.now() + AGAIN_MS) },
            $unset: { cursor: '' },
          });
        return;
      }
      const intents = [...new Set(holders)].map((userId): NotificationIntent => ({
        userId,
        kind: 'order',
        event: `show.${change}`,
        content,
        essential: true,
      }));
      await this.options.notifier.notify({ id: `show:${_id}`, time }, intents);
      await this.rows.updateOne(turn, { $set: { cursor: after } });
    }
  }

  /**
   * The next holders, each once for every admission. What is given back since a show was cancelled was held until then; what
   * was paid since it moved was bought as it is now.
   */
  private async holders(
    showId: string,
    change: ShowChange,
    time: string,
    after: string | undefined,
  ): Promise<string[]> {
    const { readModels, batch = 200 } = this.options;
    const held = { status: { $ne: 'void' as const } };
    const lost = [
      { reason: 'show-cancelled' as const },
      { reason: 'refunded' as const, changedAt: { $gte: time } },
    ];
    const paidSince = {
      from: readModels.payments.collection.collectionName,
      localField: 'orderId',
      foreignField: 'orderId',
      pipeline: [{ $match: { paidAt: { $gt: time } } }],
      as: 'paidSince',
    };
    const rows = await readModels.admissions.collection
      .aggregate<{ userId: string }>([
        {
          $match: {
            showId,
            ...(after !== undefined && { userId: { $gt: after } }),
            ...(change === 'moved' ? held : { $or: [held, ...lost] }),
          },
        },
        { $sort: { userId: 1 } },
        ...(change === 'moved' ? [{ $lookup: paidSince }, { $match: { paidSince: [] } }] : []),
        { $limit: batch },
        { $project: { userId: 1 } },
      ])
      .toArray();
    return rows.map(({ userId }) => userId);
  }
}

/** To those who hold admissions: it is at another time or place. */
export function showMoved(show: ShowReadModel): IntentContent {
  const { title, startsAt, timeZone, venue } = show;
  const place = [venue.name, venue.address, venue.city].filter(Boolean).join(', ');
  return {
    subject: `"${title}" has moved`,
    fixedSubject: 'A show that you hold tickets for has moved',
    paragraphs: [
      `"${title}" is now on ${formatTime(startsAt, { timeZone })} at ${place}.`,
      'Your tickets stay good. If you cannot come, whoever paid for them can have the money back until it begins: on the page of the order.',
    ],
    link: seeShow(show),
  };
}

/** To those who hold admissions: it does not take place. */
export function showCancelled(show: ShowReadModel): IntentContent {
  return {
    subject: `"${show.title}" does not take place`,
    fixedSubject: 'A show that you hold tickets for does not take place',
    paragraphs: [
      `"${show.title}" was cancelled by its organiser. Your tickets are void.`,
      ...sayReason(show),
      'Whoever paid for them gets the whole amount back, without doing anything.',
    ],
    link: seeShow(show),
  };
}

/** Why a show was cancelled, in the organiser's words; nothing if they gave none. */
export function sayReason({ cancelReason }: Pick<ShowReadModel, 'cancelReason'>): string[] {
  return cancelReason ? [`The organiser's reason: ${cancelReason}`] : [];
}

function seeShow(show: ShowReadModel): IntentContent['link'] {
  return { label: 'See the show', path: `/shows/${encodeURIComponent(show._id)}` };
}
