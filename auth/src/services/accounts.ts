import { BadRequestError, isDuplicateKey, NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { tokenPurposes } from '../domain/account-token';
import { nameFault } from '../domain/display-name';
import { type PasswordOwner, passwordFault } from '../domain/password-choice';
import { changeRoleAndStatus, isActingAdmin, type RoleAndStatus } from '../domain/role-and-status';
import { UserCreatedPublisher, UserUpdatedPublisher } from '../events/publishers';
import { userEvent } from '../models/user-view';
import { User, type UserDocument, withAddress } from '../models/user';
import { findToken, mailToken, redeemToken, revokeTokens } from './account-tokens';
import { publishNotice } from './notices';
import { hashPassword, needsRehash, verifyPassword } from './passwords';
import { endSessions } from './sessions';

/** What it takes to open an account. */
export interface NewAccount extends RoleAndStatus {
  /** In its one form. */
  email: string;
  password: string;
  name: string;
  /** Default false: then the link that proves the address is mailed there. */
  emailVerified?: boolean;
}

/** What an account's owner may change. */
export interface ProfileChange {
  name?: string;
  newPassword?: string;
}

/** The accounts: every change is saved together with the event that tells of it. */
export class Accounts {
  constructor(private readonly outbox: Pick<Outbox, 'transaction'>) {}

  /**
   * @param also what is done in the same transaction
   * @throws BadRequestError when the address has an account, whichever of two came first.
   */
  async open(
    { email, password, name, role, status, emailVerified = false }: NewAccount,
    also?: (user: UserDocument, tx: Transaction) => Promise<void>,
  ): Promise<UserDocument> {
    // First, so that an address that is taken costs as much time as one that isn't.
    // Defence: a taken address takes as long as a free one → if (await User.exists(withAddress(email))) throw emailInUse(); const passwordHash = await hashPassword(password);
    const passwordHash = await hashPassword(password);
    if (await User.exists(withAddress(email))) throw emailInUse();
    try {
      return await this.outbox.transaction(async (tx) => {
        const user = User.build({ email, name, passwordHash, role, status, emailVerified });
        await user.save({ session: tx.session });
        await new UserCreatedPublisher(tx).publish(userEvent(user));
        if (!emailVerified) await mailToken(user, 'verify', tx);
        await also?.(user, tx);
        return user;
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw emailInUse();
      throw error;
    }
  }

  /**
   * The account with this address and password, or null; as much work whether or not there is one.
   *
   * @param email in its one form
   */
  async authenticate(email: string, password: string): Promise<UserDocument | null> {
    const [user, other] = await User.find(withAddress(email)).sort({ _id: 1 }).select('+passwordHash');
    if (await this.verify(user, password)) return user ?? null;
    return other && (await this.verify(other, password)) ? other : null;
  }

  /** Whether the password is the account's, which has its hash; as much work where there is no account. */
  async verify(user: UserDocument | undefined, password: string): Promise<boolean> {
    const matches = await verifyPassword(user?.passwordHash, password);
    if (!user || !matches) return false;
    if (needsRehash(user.passwordHash)) {
      // Bookkeeping that nobody is told of, so the version stays.
      const passwordHash = await hashPassword(password);
      await User.updateOne({ _id: user._id, passwordHash: user.passwordHash }, { $set: { passwordHash } });
      user.passwordHash = passwordHash;
    }
    return true;
  }

  /**
   * Sets role and status as an admin wants them; a change that changes nothing publishes nothing.
   * @param within done in the transaction of a change
   * @throws NotFoundError for an unknown account; BadRequestError against the rules of `changeRoleAndStatus`.
   */
  changeRoleAndStatus(
    id: string,
    change: Partial<RoleAndStatus>,
    within?: (before: RoleAndStatus, after: RoleAndStatus, tx: Transaction) => Promise<void>,
  ): Promise<UserDocument> {
    return this.changeAccount(id, async (tx) => {
      const user = await User.findById(id).session(tx.session);
      if (!user) throw new NotFoundError();
      const others = isActingAdmin(user) ? await claimOtherAdmins(user, tx) : 0;
      const decision = changeRoleAndStatus(user, change, others);
      if (!decision.ok) throw new BadRequestError(decision.message, { field: decision.field });
      if (!decision.changed) return user;
      const { role, status } = user;
      await saveAndPublish(user.set({ ...decision.after }), tx);
      await within?.({ role, status }, decision.after, tx);
      // Defence: a suspension ends all sessions → ;
      if (user.status === 'suspended') await endSessions(id, 'suspended', tx);
      return user;
    });
  }

  /**
   * Sets the owner's name, password, or both. A new password ends all sessions but the one with the id `sid`.
   * @param within done in the same transaction
   * @throws NotAuthorizedError when the account is gone.
   */
  async changeProfile(
    id: string,
    { name, newPassword }: ProfileChange,
    { sid, within }: { sid?: string | undefined; within?: (tx: Transaction) => Promise<void> } = {},
  ): Promise<UserDocument> {
    const owner = newPassword === undefined ? null : await User.findById(id);
    if (owner) checkNewPassword(newPassword!, owner, 'newPassword');
    const passwordHash = newPassword === undefined ? undefined : await hashPassword(newPassword);
    return this.changeAccount(id, async (tx) => {
      const user = await User.findById(id).session(tx.session);
      if (!user) throw new NotAuthorizedError();
      if (passwordHash) await setPassword(user, passwordHash, tx, sid);
      if (name !== undefined && name !== user.name) await saveAndPublish(user.set({ name }), tx);
      await within?.(tx);
      return user;
    });
  }

  /** Mails the link that proves the account's address again; none when that is done. */
  async mailVerification(id: string): Promise<void> {
    await this.changeAccount(id, async (tx) => {
      const user = await User.findById(id).session(tx.session);
      if (!user) throw new NotAuthorizedError();
      if (!user.emailVerified) await mailToken(user, 'verify', tx);
    });
  }

  /**
   * Takes a mailed link: notes that the account's address is proven, or takes the new one into use that it was mailed to.
   * @param within done in the same transaction
   * @throws BadRequestError for a token that is unknown, used or too old, or when another account has the address now.
   */
  async verifyAddress(
    token: string,
    within?: (action: string, userId: string, tx: Transaction) => Promise<void>,
  ): Promise<UserDocument> {
    const { userId, purpose } = await findToken(token, ['verify', 'email']);
    try {
      return await this.changeAccount(userId.toHexString(), async (tx) => {
        const { email } = await redeemToken(token, [purpose], tx);
        const user = await User.findById(userId).session(tx.session);
        if (!user) throw new NotFoundError();
        const action = email === user.email ? 'address.verified' : 'address.changed';
        if (email !== user.email) await takeAddress(user, email, tx);
        else if (!user.emailVerified) await saveAndPublish(user.set({ emailVerified: true }), tx);
        await within?.(action, user._id.toHexString(), tx);
        return user;
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw emailInUse();
      throw error;
    }
  }

  /**
   * Mails a link to the address that an account is to have, and a notice to the one it has. The owner of an address that
   * is taken hears of it there; who asked does not.
   *
   * @param email in its one form
   * @param within done in the same transaction
   */
  async requestAddress(
    id: string,
    email: string,
    within?: (userId: string, tx: Transaction) => Promise<void>,
  ): Promise<void> {
    await this.changeAccount(id, async (tx) => {
      const user = await User.findById(id).session(tx.session);
      if (!user) throw new NotAuthorizedError();
      const taken = await findOther(user, email, tx);
      if (taken) await publishNotice({ userId: taken._id.toHexString(), email, kind: 'email-taken' }, tx);
      else await mailToken({ _id: user._id, email }, 'email', tx);
      if (email !== user.email)
        await publishNotice(
          { userId: user._id.toHexString(), email: user.email, kind: 'email-requested' },
          tx,
        );
      await within?.(id, tx);
    });
  }

  /** Mails the link by which a new password is set; nothing when no account has the address. @param email in its one form */
  async mailReset(email: string): Promise<void> {
    for (const user of await User.find(withAddress(email)))
      await this.changeAccount(user._id.toHexString(), (tx) => mailToken(user, 'reset', tx));
  }

  /**
   * Sets a forgotten password. The link has come to the address, which proves that.
   * @param within done in the same transaction
   * @throws BadRequestError for a token that is unknown, used or too old, or a password that is refused.
   */
  async resetPassword(
    token: string,
    password: string,
    within?: (userId: string, tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const { userId } = await findToken(token, ['reset']);
    const owner = await User.findById(userId);
    if (!owner) throw new NotFoundError();
    checkNewPassword(password, owner, 'password');
    const passwordHash = await hashPassword(password);
    await this.changeAccount(userId.toHexString(), async (tx) => {
      const { email } = await redeemToken(token, ['reset'], tx);
      const user = await User.findById(userId).session(tx.session);
      if (!user) throw new NotFoundError();
      await setPassword(user, passwordHash, tx);
      if (!user.emailVerified && user.email === email)
        await saveAndPublish(user.set({ emailVerified: true }), tx);
      await within?.(userId.toHexString(), tx);
    });
  }

  /** Changes of one account take turns. */
  private changeAccount<R>(id: string, work: (tx: Transaction) => Promise<R>): Promise<R> {
    return this.outbox.transaction(work, { exclusive: [`user:${id}`] });
  }
}

/**
 * Counts the other acting admins and writes to each, so that of two transactions that each count on the other's
 * admin one conflicts, runs again and sees what the first did.
 */
export async function claimOtherAdmins(user: UserDocument, tx: Transaction): Promise<number> {
  const { matchedCount } = await User.updateMany(
    { _id: { $ne: user._id }, role: 'admin', status: 'approved' },
    { $set: { adminGuard: new mongoose.Types.ObjectId() } },
    { session: tx.session },
  );
  return matchedCount;
}

/** @throws BadRequestError that says why, for a name that nobody but staff may have. */
export function checkName(name: string): void {
  const fault = nameFault(name);
  if (fault) throw new BadRequestError(fault.message, { field: 'name', code: fault.code });
}

/** @throws BadRequestError that says why, for a password that is common or personal. */
export function checkNewPassword(password: string, owner: PasswordOwner, field: string): void {
  const fault = passwordFault(password, owner);
  if (fault) throw new BadRequestError(fault.message, { field, code: fault.code });
}

/** No event tells of it, but a mail. */
async function setPassword(
  user: UserDocument,
  passwordHash: string,
  tx: Transaction,
  sid?: string,
): Promise<void> {
  await User.updateOne({ _id: user._id }, { $set: { passwordHash } }, { session: tx.session });
  // Defence: a new password ends other sessions → ;
  await endSessions(user._id.toHexString(), 'password', tx, sid);
  await publishNotice({ userId: user._id.toHexString(), email: user.email, kind: 'password-changed' }, tx);
}

/** All links that were mailed to the address before end with it. */
async function takeAddress(user: UserDocument, email: string, tx: Transaction): Promise<void> {
  if (await findOther(user, email, tx)) throw emailInUse();
  await revokeTokens(user._id, tokenPurposes, tx);
  await publishNotice({ userId: user._id.toHexString(), email: user.email, kind: 'email-changed' }, tx);
  await saveAndPublish(user.set({ email, emailVerified: true }), tx);
}

/** Another account with an address. */
function findOther(user: UserDocument, email: string, tx: Transaction): Promise<UserDocument | null> {
  return User.findOne({ _id: { $ne: user._id }, ...withAddress(email) }).session(tx.session);
}

async function saveAndPublish(user: UserDocument, tx: Transaction): Promise<void> {
  await user.save({ session: tx.session });
  await new UserUpdatedPublisher(tx).publish(userEvent(user));
}

function emailInUse(): BadRequestError {
  return new BadRequestError('Email in use', { field: 'email', code: 'email_in_use' });
}
