import { PeriodicTask } from '@ticketing/common/concurrency';
import { eraseDocuments, eraseMessages } from '@ticketing/common/erasure';
import { BadRequestError, crashPoint, isUnavailable, NotAuthorizedError } from '@ticketing/common/errors';
import type { Logger } from '@ticketing/common/observability';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import type mongoose from 'mongoose';
import { isActingAdmin } from '../domain/role-and-status';
import { UserErasedPublisher } from '../events/publishers';
import { Erasure } from '../models/erasure';
import { User, type UserDocument } from '../models/user';
import { personalData } from '../personal-data';
import { claimOtherAdmins } from './accounts';
import type { AuditLog } from './audit-log';
import { publishNotice } from './notices';
import { endSessions } from './sessions';

const DAY_MS = 24 * 3_600_000;
const TURN_MS = 5_000;
/** Between the last mail and the erasure, in ms: the mail's address is erased, too. */
const FAREWELL_MS = 10_000;
/** Accounts read at once. */
const BATCH = 100;

/** What deletions work with. */
export interface DeletionsOptions {
  readonly connection: mongoose.Connection;
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly audit: AuditLog;
  readonly logger: Logger;
  /** Days in which a deletion can be undone. */
  readonly days: number;
  readonly now?: () => Date;
  readonly farewellMs?: number;
}

/**
 * Accounts that are to be deleted. What is to be done next with each is in the database, and done in a transaction that
 * looks at it first: any replica may do it, and one that ends in between leaves it to the others.
 */
export class Deletions extends PeriodicTask {
  private readonly now: () => Date;

  constructor(private readonly options: DeletionsOptions) {
    super(() => this.turn(), TURN_MS);
    this.now = options.now ?? (() => new Date());
  }

  /**
   * Plans the deletion of an account and mails its owner how to undo it; the sessions but the one with the id `sid` end. Asked
   * for again, it stays when it was.
   *
   * @param within done in the same transaction
   * @throws NotAuthorizedError when the account is gone; BadRequestError for the last acting admin
   */
  request(
    id: string,
    sid: string | undefined,
    within: (userId: string, tx: Transaction) => Promise<void>,
  ): Promise<UserDocument> {
    return this.changeAccount(id, async (tx) => {
      const user = await findAccount(id, tx);
      if (user.deletionDueAt) return user;
      if (await isLastAdmin(user, tx))
        throw new BadRequestError('The last admin must stay an approved admin', { code: 'last_admin' });
      const deletionDueAt = new Date(this.now().getTime() + this.options.days * DAY_MS);
      await User.updateOne({ _id: id }, { $set: { deletionDueAt } }, { session: tx.session });
      await endSessions(id, 'revoked', tx, sid);
      const data = { dueAt: deletionDueAt.toISOString() };
      await publishNotice({ userId: id, email: user.email, kind: 'deletion-requested', data }, tx);
      await within(id, tx);
      return user.set({ deletionDueAt });
    });
  }

  /**
   * Keeps an account that was to be deleted.
   * @throws NotAuthorizedError when the account is gone; BadRequestError when it is too late
   */
  undo(id: string, within: (userId: string, tx: Transaction) => Promise<void>): Promise<UserDocument> {
    return this.changeAccount(id, async (tx) => {
      const user = await findAccount(id, tx);
      if (!user.deletionDueAt) return user;
      // Defence: a deletion that has begun is not undone → ;
      if (user.farewellAt) throw new BadRequestError('The account is being deleted', { code: 'too_late' });
      await User.updateOne({ _id: id }, { $unset: { deletionDueAt: '' } }, { session: tx.session });
      await publishNotice({ userId: id, email: user.email, kind: 'deletion-undone' }, tx);
      await within(id, tx);
      return user.set({ deletionDueAt: undefined });
    });
  }

  /**
   * Erases an account once more, which may have come back with a backup, and has all others do so in any case.
   *
   * @returns whether it had come back
   * @throws BadRequestError for the last acting admin
   */
  repeatErasure(id: string): Promise<boolean> {
    return this.changeAccount(id, async (tx) => {
      const [user, earlier] = [
        await User.findById(id).session(tx.session),
        await Erasure.findById(id).session(tx.session),
      ];
      if (user && (await isLastAdmin(user, tx)))
        throw new BadRequestError('The last admin can only be erased once there is another', {
          code: 'last_admin',
        });
      // Defence: an account that a backup brings back is erased again → if (user) return false;
      await this.eraseAll(id, Math.max(user?.version ?? 0, earlier?.version ?? 0), tx);
      if (user || !earlier) await this.recordErasure(id, tx);
      return user !== null;
    });
  }

  /** Takes every deletion that is due a step further. Never rejects. */
  async turn(): Promise<void> {
    try {
      const now = this.now().getTime();
      const due = findDue({ deletionDueAt: { $lte: new Date(now) }, farewellAt: { $exists: false } });
      await this.each(due, (id) => this.sayFarewell(id));
      const said = { $lte: new Date(now - (this.options.farewellMs ?? FAREWELL_MS)) };
      const told = findDue({ deletionDueAt: { $exists: true }, farewellAt: said });
      await this.each(told, (id) => this.erase(id));
      const begun = Erasure.find({ doneAt: { $exists: false } }, { _id: 1 }).lean();
      await this.each(begun.cursor({ batchSize: BATCH }), (id) => this.finish(id));
    } catch (error) {
      this.noteFailure(error);
    }
  }

  /** Takes each a step further; one that fails must not keep the others. */
  private async each(
    accounts: AsyncIterable<{ _id: mongoose.Types.ObjectId }>,
    step: (id: string) => Promise<void>,
  ): Promise<void> {
    for await (const { _id } of accounts) {
      if (this.isStopped) return;
      const id = String(_id);
      await step(id).catch((error: unknown) => this.noteFailure(error, id));
    }
  }

  private noteFailure(error: unknown, userId?: string): void {
    if (!this.isStopped) this.options.logger.warn({ err: error, userId }, 'deletions of accounts wait');
  }

  private async sayFarewell(id: string): Promise<void> {
    await this.changeAccount(id, async (tx) => {
      const now = this.now();
      const user = await User.findOneAndUpdate(
        { _id: id, deletionDueAt: { $lte: now }, farewellAt: { $exists: false } },
        { $set: { farewellAt: now } },
        { session: tx.session },
      );
      if (user) await publishNotice({ userId: id, email: user.email, kind: 'deleted' }, tx);
    });
    crashPoint('erasure:step');
  }

  private async erase(id: string): Promise<void> {
    await this.changeAccount(id, async (tx) => {
      const user = await User.findOne({ _id: id, farewellAt: { $exists: true } }).session(tx.session);
      if (!user) return;
      if (await isLastAdmin(user, tx)) {
        this.options.logger.error({ userId: id }, 'the last admin can only be deleted once there is another');
        return;
      }
      await this.eraseAll(id, user.version, tx);
      await this.recordErasure(id, tx);
    });
    crashPoint('erasure:step');
  }

  /** Deletes the account with all that is its own, and tells of it. @param version of its last event */
  private async eraseAll(id: string, version: number, tx: Transaction): Promise<void> {
    const { session } = tx;
    await endSessions(id, 'revoked', tx);
    for (const documents of personalData)
      await eraseDocuments(this.options.connection, { id }, documents, session);
    // One that was erased before has come back with a backup.
    await Erasure.updateOne(
      { _id: id },
      { $set: { version, at: this.now() }, $unset: { doneAt: '' } },
      { session, upsert: true },
    );
    await new UserErasedPublisher(tx).publish({ id, version });
  }

  private recordErasure(id: string, tx: Transaction): Promise<void> {
    return this.options.audit.record({ action: 'account.erased', actor: null, subject: id }, undefined, tx);
  }

  /** Blanks the events that told of the account, once the broker has them. */
  private async finish(id: string): Promise<void> {
    try {
      await eraseMessages(this.options.connection, { id });
      await Erasure.updateOne({ _id: id }, { $set: { doneAt: this.now() } });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
  }

  private changeAccount<R>(id: string, work: (tx: Transaction) => Promise<R>): Promise<R> {
    return this.options.outbox.transaction(work, { exclusive: [`user:${id}`] });
  }
}

function findDue(filter: mongoose.QueryFilter<UserDocument>) {
  return User.find(filter, { _id: 1 }).sort({ deletionDueAt: 1 }).lean().cursor({ batchSize: BATCH });
}

async function findAccount(id: string, tx: Transaction): Promise<UserDocument> {
  const user = await User.findById(id).session(tx.session);
  if (!user) throw new NotAuthorizedError();
  return user;
}

async function isLastAdmin(user: UserDocument, tx: Transaction): Promise<boolean> {
  return isActingAdmin(user) && (await claimOtherAdmins(user, tx)) === 0;
}
