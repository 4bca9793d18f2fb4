import { PeriodicTask } from '@ticketing/common/concurrency';
import { MAX_MESSAGE_HOLDERS } from '@ticketing/common/contracts';
import { TooManyRequestsError } from '@ticketing/common/errors';
import type { RateLimit } from '@ticketing/common/http';
import { captureContext, type Logger, runInContext } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import type { KnownDoor } from './door-access';
import { DoorMessageSentPublisher } from './events/publishers';
import { Admission } from './models/admission';
import { DoorMessage, type DoorMessageFields } from './models/door-message';

/** Messages of one door a day. */
export const DOOR_MESSAGE_LIMIT = { limit: 10, windowSeconds: 86_400 };
/** Milliseconds between two looks for messages that are under way. */
const LOOK_MS = 1_000;
/** Messages read at once. */
const MESSAGES = 20;

/** What messages to holders are sent with. */
export interface DoorMessagesDependencies {
  readonly outbox: Outbox;
  /** Of messages, by door. */
  readonly limit: Pick<RateLimit, 'take'>;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Holders that are told at once. */
  readonly batch?: number;
}

/**
 * Messages of a seller to all who hold admissions of a door. Each step names the next holders, and stores how far it is, in one
 * transaction: every replica may take it, and nobody is told twice or left out.
 */
export class DoorMessages extends PeriodicTask {
  constructor(private readonly dependencies: DoorMessagesDependencies) {
    super(() => this.turn(), LOOK_MS);
  }

  /** How many people hold an admission of this door, used ones too. */
  async countHolders(doorId: string): Promise<number> {
    const [count] = await Admission.aggregate<{ n: number }>([
      { $match: { doorId, status: { $ne: 'void' } } },
      { $group: { _id: '$userId' } },
      { $count: 'n' },
    ]);
    return count?.n ?? 0;
  }

  /** Durable when it resolves; told after that. @throws TooManyRequestsError when this door has had as many as it may */
  async begin(
    { id: doorId, title, show }: KnownDoor,
    words: Pick<DoorMessageFields, 'subject' | 'text'>,
  ): Promise<DoorMessageFields> {
    const { limit, now } = this.dependencies;
    const { allowed, resetsAt } = await limit.take(doorId);
    // Defence: holders are written to a few times a day → ;
    if (!allowed) throw new TooManyRequestsError((resetsAt.getTime() - Date.now()) / 1_000);
    const message: DoorMessageFields = {
      _id: new mongoose.Types.ObjectId(),
      doorId,
      title,
      ...words,
      ...(show && { showId: doorId }),
      status: 'RUNNING',
      total: await this.countHolders(doorId),
      told: 0,
      createdAt: now(),
      trail: captureContext(),
    };
    await DoorMessage.collection.insertOne(message);
    return message;
  }

  /** Carries on what is under way, until it is done. */
  async sweep(): Promise<void> {
    const running = DoorMessage.find({ status: 'RUNNING' }, { trail: 1 })
      .sort({ _id: 1 })
      .lean<Pick<DoorMessageFields, '_id' | 'trail'>[]>()
      .cursor({ batchSize: MESSAGES });
    for await (const { _id, trail } of running) {
      const finish = async () => {
        while (!this.isStopped && (await this.step(_id)));
      };
      // One that fails must not keep the others from their holders.
      await runInContext(trail, 'tell holders', finish).catch((error: unknown) =>
        this.noteFailure(error, _id),
      );
    }
  }

  private async turn(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.noteFailure(error);
    }
  }

  private noteFailure(error: unknown, messageId?: mongoose.Types.ObjectId): void {
    this.dependencies.logger.warn(
      { err: error, messageId },
      'holders could not be written to; the next look goes on with it',
    );
  }

  /** Tells the next holders. @returns whether there may be more */
  private step(_id: mongoose.Types.ObjectId): Promise<boolean> {
    const { outbox, now, batch = MAX_MESSAGE_HOLDERS } = this.dependencies;
    return outbox.transaction(async (tx) => {
      const { session } = tx;
      const message = await DoorMessage.findOne({ _id, status: 'RUNNING' })
        .session(session)
        .lean<DoorMessageFields>();
      if (!message) return false;
      const { doorId, showId, title, subject, text, cursor = '' } = message;
      const rows = await Admission.find(
        { doorId, userId: { $gt: cursor }, status: { $ne: 'void' } },
        { userId: 1 },
      )
        .sort({ userId: 1 })
        .limit(batch)
        .session(session)
        .lean();
      const userIds = [...new Set(rows.map(({ userId }) => userId))];
      const last = userIds.at(-1);
      const state = last === undefined ? { status: 'DONE', finishedAt: now() } : { cursor: last };
      await DoorMessage.updateOne({ _id }, { $set: state, $inc: { told: userIds.length } }, { session });
      if (last === undefined) return false;
      await new DoorMessageSentPublisher(tx).publish({
        id: String(_id),
        title,
        subject,
        text,
        userIds,
        ...(showId && { showId }),
      });
      return true;
    });
  }
}
