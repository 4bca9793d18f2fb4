import { BadRequestError, isDuplicateKey, NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { changeStanding, isActingAdmin, type Standing, type StandingChange } from '../domain/standing';
import { UserCreatedPublisher, UserUpdatedPublisher } from '../events/publishers';
import { userEvent } from '../models/user-view';
import { User, type UserDoc, withAddress } from '../models/user';
import { findToken, mailToken, redeemToken } from './account-tokens';
import { hashPassword, needsRehash, verifyPassword } from './passwords';

/** What it takes to open an account. */
export interface NewAccount extends Standing {
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

  /** @throws BadRequestError when the address has an account, whichever of two came first. */
  async open({ email, password, name, role, status, emailVerified = false }: NewAccount): Promise<UserDoc> {
    // First, so that an address that is taken costs as much time as one that isn't.
    const passwordHash = await hashPassword(password);
    if (await User.exists(withAddress(email))) throw emailInUse();
    try {
      return await this.outbox.transaction(async (tx) => {
        const user = User.build({ email, name, passwordHash, role, status, emailVerified });
        await user.save({ session: tx.session });
        await new UserCreatedPublisher(tx).publish(userEvent(user));
        if (!emailVerified) await mailToken(user, 'verify', tx);
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
  async authenticate(email: string, password: string): Promise<UserDoc | null> {
    const [user, other] = await User.find(withAddress(email)).sort({ _id: 1 }).select('+passwordHash');
    if (await this.verify(user, password)) return user ?? null;
    return other && (await this.verify(other, password)) ? other : null;
  }

  /** Whether the password is the account's, which has its hash; as much work where there is no account. */
  async verify(user: UserDoc | undefined, password: string): Promise<boolean> {
    const matches = await verifyPassword(user?.passwordHash, password);
    if (!user || !matches) return false;
    if (needsRehash(user.passwordHash)) {
      // Bookkeeping that nobody is told of, so the version stays.
      const passwordHash = await hashPassword(password);
      await User.updateOne({ _id: user._id, passwordHash: user.passwordHash }, { $set: { passwordHash } });
    }
    return true;
  }

  /**
   * Sets role and status as an admin wants them; a change that changes nothing publishes nothing.
   * @throws NotFoundError for an unknown account; BadRequestError against the rules of `changeStanding`.
   */
  changeStanding(id: string, change: StandingChange): Promise<UserDoc> {
    return this.changeAccount(id, async (tx) => {
      const user = await User.findById(id).session(tx.session);
      if (!user) throw new NotFoundError();
      const others = isActingAdmin(user) ? await this.claimOtherAdmins(user, tx) : 0;
      const decision = changeStanding(user, change, others);
      if (!decision.ok) throw new BadRequestError(decision.message, { field: decision.field });
      if (decision.changed) await saveAndTell(user.set({ ...decision.standing }), tx);
      return user;
    });
  }

  /**
   * Sets the owner's name, password, or both.
   * @throws NotAuthorizedError when the account is gone.
   */
  async changeProfile(id: string, { name, newPassword }: ProfileChange): Promise<UserDoc> {
    const passwordHash = newPassword === undefined ? undefined : await hashPassword(newPassword);
    return this.changeAccount(id, async (tx) => {
      const user = await User.findById(id).session(tx.session);
      if (!user) throw new NotAuthorizedError();
      if (passwordHash) {
        await User.updateOne({ _id: user._id }, { $set: { passwordHash } }, { session: tx.session });
      }
      if (name !== undefined && name !== user.name) await saveAndTell(user.set({ name }), tx);
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
   * Notes that the owner has followed the link mailed to the account's address.
   * @throws BadRequestError for a token that is unknown, used or too old.
   */
  async verifyAddress(token: string): Promise<UserDoc> {
    const { userId } = await findToken(token, ['verify']);
    return this.changeAccount(userId.toHexString(), async (tx) => {
      const { email } = await redeemToken(token, ['verify'], tx);
      const user = await User.findOne({ _id: userId, email }).session(tx.session);
      if (!user) throw new NotFoundError();
      if (!user.emailVerified) await saveAndTell(user.set({ emailVerified: true }), tx);
      return user;
    });
  }

  /** Changes of one account take turns. */
  private changeAccount<R>(id: string, work: (tx: Transaction) => Promise<R>): Promise<R> {
    return this.outbox.transaction(work, { exclusive: [`user:${id}`] });
  }

  /**
   * Counts the other acting admins and writes to each, so that of two transactions that each count on the other's
   * admin one conflicts, runs again and sees what the first did.
   */
  private async claimOtherAdmins(user: UserDoc, tx: Transaction): Promise<number> {
    const { matchedCount } = await User.updateMany(
      { _id: { $ne: user._id }, role: 'admin', status: 'approved' },
      { $set: { adminGuard: new mongoose.Types.ObjectId() } },
      { session: tx.session },
    );
    return matchedCount;
  }
}

async function saveAndTell(user: UserDoc, tx: Transaction): Promise<void> {
  await user.save({ session: tx.session });
  await new UserUpdatedPublisher(tx).publish(userEvent(user));
}

function emailInUse(): BadRequestError {
  return new BadRequestError('Email in use', { field: 'email', code: 'email_in_use' });
}
