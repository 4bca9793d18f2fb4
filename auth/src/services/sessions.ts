import type { KeyObject } from 'node:crypto';
import { BadRequestError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import {
  type CurrentUser,
  issuedTo,
  type SessionGate,
  signToken,
  suspendedError,
  TOKEN_SECONDS,
  type TokenKeys,
} from '@ticketing/common/http';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import type { SessionEndedEvent } from '@ticketing/common/contracts';
import type { Client } from '../domain/client';
import { SessionEndedPublisher } from '../events/publishers';
import { Challenge } from '../models/challenge';
import { Session, type SessionDocument, sessionExpiry } from '../models/session';
import { presentOwn, presentUser, type UserView } from '../models/user-view';
import { User, type UserDocument } from '../models/user';
import { revokeTokens } from './account-tokens';

/** Sessions that an account may have; one more ends the one that was not used for longest. */
const SESSIONS_MAX = 50;

type EndReason = SessionEndedEvent['data']['reason'];

/** Done in the transaction in which an account's sessions end. */
type Within = (userId: string, tx: Transaction) => Promise<void>;

/** A token of a session. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
  /** What its owner is told of the account. */
  readonly view: UserView;
}

type IssuedSession = Pick<SessionDocument, '_id' | 'secondFactor'>;

export interface SessionsOptions {
  readonly outbox: Pick<Outbox, 'transaction'>;
  /** Signs tokens: the private key, or a text outside of production. */
  readonly signingKey: string | KeyObject;
  /** What tokens that are to be renewed are checked with. */
  readonly keys: TokenKeys;
  readonly now: () => Date;
  /** Whether staff have their rights only in sessions that began with a second factor. */
  readonly staffNeedSecondFactor: boolean;
}

/** The sessions of accounts: they begin at a login, are renewed by their tokens, and end together with the event. */
export class Sessions implements SessionGate {
  private readonly now: () => Date;

  constructor(private readonly options: SessionsOptions) {
    this.now = options.now;
  }

  /**
   * Begins a session for who has just proven to be the account's owner.
   *
   * @param user with the hash of the password that was proven, where it was one
   * @param secondFactor whether a second factor was shown
   * @throws ForbiddenError (403) when the account is suspended; BadRequestError when its password was changed meanwhile
   */
  async begin(user: UserDocument, client: Client, secondFactor: boolean): Promise<IssuedToken> {
    const { userId, sid } = { userId: user._id, sid: new mongoose.Types.ObjectId() };
    const current = await this.options.outbox.transaction(
      async (tx) => {
        // A write, so that a change of the password or a suspension at the same time meets it.
        const found = await User.findOneAndUpdate(
          { _id: userId },
          { $set: { sessionGuard: sid } },
          { session: tx.session, returnDocument: 'after' },
        ).select('+passwordHash');
        if (found?.status === 'suspended') throw suspendedError();
        if (!found || (user.passwordHash && found.passwordHash !== user.passwordHash))
          throw wrongCredentials();
        const now = this.now();
        const times = { firstSeen: now, lastSeen: now, expiresAt: sessionExpiry(now, now) };
        await Session.create([{ _id: sid, userId, ...client, secondFactor, ...times }], {
          session: tx.session,
        });
        const surplus = await Session.find({ userId }, { _id: 1 }, { session: tx.session })
          .sort({ lastSeen: -1, _id: -1 })
          .skip(SESSIONS_MAX);
        await end(surplus, userId, 'expired', tx);
        return found;
      },
      { exclusive: [`user:${userId.toHexString()}`] },
    );
    return this.issue(current, { _id: sid, secondFactor });
  }

  /**
   * A new token for one of a session that lives, whether or not the token has expired; null for any other.
   * @throws ForbiddenError (403) when the account is suspended
   */
  async renew(token: string): Promise<IssuedToken | null> {
    const { id, sid } = this.holder(token) ?? {};
    if (id === undefined || sid === undefined) return null;
    const [session, user] = await Promise.all([this.find(sid, id), User.findById(id)]);
    if (user?.status === 'suspended') throw suspendedError();
    if (!session || !user) return null;
    const now = this.now();
    const { matchedCount } = await Session.updateOne(
      { _id: session._id },
      { $set: { lastSeen: now, expiresAt: sessionExpiry(session.firstSeen, now) } },
    );
    return matchedCount === 1 ? this.issue(user, session) : null;
  }

  /** What speaks against a session, by the database: here it holds at once, in every replica. */
  async refusal({ id, sid }: CurrentUser): Promise<'ended' | 'suspended' | undefined> {
    const [session, suspended] = await Promise.all([
      sid === undefined ? undefined : this.find(sid, id),
      parseObjectId(id) === undefined ? null : User.exists({ _id: id, status: 'suspended' }),
    ]);
    if (suspended) return 'suspended';
    return session === null ? 'ended' : undefined;
  }

  /** An account's sessions, the last seen first. */
  list(userId: string): Promise<SessionDocument[]> {
    return Session.find({ userId, expiresAt: { $gt: this.now() } }).sort({ lastSeen: -1, _id: -1 });
  }

  /** Ends the session of a token, if it has one, whether or not the token has expired. */
  async endByToken(token: string, within: Within): Promise<void> {
    const { id, sid } = this.holder(token) ?? {};
    if (id !== undefined && sid !== undefined) await this.end(id, sid, 'signout', within);
  }

  /** Ends a session of an account; false when it has no such session. */
  end(userId: string, sid: string, reason: EndReason, within: Within): Promise<boolean> {
    return this.options.outbox.transaction(async (tx) => {
      const sessions = await Session.find({ _id: sid, userId }, { _id: 1 }, { session: tx.session });
      await end(sessions, userId, reason, tx);
      if (sessions.length > 0) await within(userId, tx);
      return sessions.length > 0;
    });
  }

  /** Ends an account's sessions, all but the one with the id `except`. */
  endAll(userId: string, reason: EndReason, within: Within, except?: string): Promise<void> {
    return this.options.outbox.transaction(async (tx) => {
      await endSessions(userId, reason, tx, except);
      await within(userId, tx);
    });
  }

  private holder(token: string): CurrentUser | undefined {
    const holder = issuedTo(token, this.options.keys);
    return parseObjectId(holder?.id) && parseObjectId(holder?.sid) ? holder : undefined;
  }

  private find(sid: string, userId: string): Promise<SessionDocument | null> {
    if (!parseObjectId(sid) || !parseObjectId(userId)) return Promise.resolve(null);
    return Session.findOne({ _id: sid, userId, expiresAt: { $gt: this.now() } });
  }

  private issue(user: UserDocument, { _id, secondFactor = false }: IssuedSession): IssuedToken {
    const expiresAt = new Date((Math.floor(this.now().getTime() / 1_000) + TOKEN_SECONDS) * 1_000);
    const claim = this.options.staffNeedSecondFactor ? { secondFactor } : {};
    const token = signToken(
      { ...presentUser(user), sid: _id.toHexString(), ...claim },
      this.options.signingKey,
    );
    return { token, expiresAt, view: presentOwn(user, claim.secondFactor) };
  }
}

/**
 * Ends an account's sessions together with what is the reason, all but the one with the id `except`; with them the mailed
 * links that would hand the account over. A link that proves the address it has stays.
 */
export async function endSessions(
  userId: string,
  reason: EndReason,
  tx: Transaction,
  except?: string,
): Promise<void> {
  // Who knew the old password isn't to go on with the second step either.
  await Challenge.deleteMany({ kind: 'second-factor', userId }, { session: tx.session });
  // Defence: mailed links end with the sessions → ;
  await revokeTokens(new mongoose.Types.ObjectId(userId), ['email', 'reset'], tx);
  const others = except === undefined ? {} : { _id: { $ne: except } };
  await end(
    await Session.find({ userId, ...others }, { _id: 1 }, { session: tx.session }),
    userId,
    reason,
    tx,
  );
}

async function end(
  sessions: readonly { readonly id: string }[],
  userId: { toString(): string },
  reason: EndReason,
  tx: Transaction,
): Promise<void> {
  if (sessions.length === 0) return;
  await Session.deleteMany({ _id: { $in: sessions.map(({ id }) => id) } }, { session: tx.session });
  for (const { id } of sessions)
    await new SessionEndedPublisher(tx).publish({ id, version: 0, userId: userId.toString(), reason });
}

/** 400, the same for a wrong address and a wrong password. */
export function wrongCredentials(): BadRequestError {
  return new BadRequestError('Wrong email or password', { code: 'wrong_credentials' });
}
