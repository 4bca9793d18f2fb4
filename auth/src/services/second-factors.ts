import { BadRequestError, ConflictError, isDuplicateKey } from '@ticketing/common/errors';
import mongoose, { type ClientSession } from 'mongoose';
import { newRecoveryCodes, recoveryCodeHash } from '../domain/recovery-code';
import { matchingStep, newTotpSecret, otpauthUrl } from '../domain/totp';
import { findChallenge, openChallenge, takeChallenge } from '../models/challenge';
import { Passkey } from '../models/passkey';
import { SecondFactor } from '../models/second-factor';
import { Session } from '../models/session';
import type { Commit } from './account-changes';
import type { SecondFactorLimiter } from './second-factor-limiter';
import type { SecretBox } from './secret-box';

/** What may be answered when a second factor is asked for. */
export const factorKinds = ['totp', 'passkey', 'recovery'] as const;
export type FactorKind = (typeof factorKinds)[number];

/** What an account has beside its password. */
export interface FactorSummary {
  readonly totp: boolean;
  readonly passkeys: number;
  /** How many are left. */
  readonly recoveryCodes: number;
}

/** How long after the password the second factor may come, in seconds. */
const ANSWER_SECONDS = 5 * 60;
/** Steps that are remembered as used; five of them are all that a code could still be good for. */
const STEPS_KEPT = 10;

/** What second factors work with. */
export interface SecondFactorOptions {
  readonly box: SecretBox;
  readonly limiter: SecondFactorLimiter;
  readonly now: () => Date;
}

/** The second factors of accounts: what they are, and whether an answer is right. */
export class SecondFactors {
  private readonly box: SecretBox;
  private readonly limiter: SecondFactorLimiter;
  private readonly now: () => Date;

  constructor({ box, limiter, now }: SecondFactorOptions) {
    this.box = box;
    this.limiter = limiter;
    this.now = now;
  }

  async summary(userId: string): Promise<FactorSummary> {
    const [factor, passkeys] = await Promise.all([
      SecondFactor.findById(userId).lean(),
      Passkey.countDocuments({ userId }),
    ]);
    return {
      totp: factor?.totp?.confirmed ?? false,
      passkeys,
      recoveryCodes: factor?.recoveryCodes.length ?? 0,
    };
  }

  /** What the account may answer with; nothing while it has no second factor. */
  async kinds(userId: string): Promise<FactorKind[]> {
    const { totp, passkeys, recoveryCodes } = await this.summary(userId);
    const has = { totp, passkey: passkeys > 0, recovery: recoveryCodes > 0 };
    return totp || passkeys > 0 ? factorKinds.filter((kind) => has[kind]) : [];
  }

  /**
   * Makes a secret for an app; it counts once a code of it is confirmed.
   * @throws ConflictError when an app is set up already.
   */
  async setUpTotp(userId: string, email: string): Promise<{ secret: string; otpauthUrl: string }> {
    const secret = newTotpSecret();
    const totp = { secret: this.box.seal(secret, userId), confirmed: false, usedSteps: [] };
    try {
      await SecondFactor.updateOne(
        { _id: userId, 'totp.confirmed': { $ne: true } },
        { $set: { totp }, $setOnInsert: { recoveryCodes: [] } },
        { upsert: true },
      );
    } catch (error) {
      // Instead of an app that is on, the upsert would have inserted another one.
      throw isDuplicateKey(error) ? totpIsOn() : error;
    }
    return { secret, otpauthUrl: otpauthUrl(secret, email) };
  }

  /**
   * Turns the app on that was set up.
   * @returns recovery codes, which nobody can be shown again.
   * @throws BadRequestError for a wrong code; TooManyRequestsError after too many.
   */
  async confirmTotp(userId: string, code: string, commit: Commit): Promise<string[]> {
    await this.limiter.count(userId);
    const factor = await SecondFactor.findById(userId).lean();
    if (factor?.totp?.confirmed) throw totpIsOn();
    const step = factor?.totp && this.findStep(userId, factor.totp.secret, code);
    if (step === undefined) throw wrongCode();
    const codes = newRecoveryCodes();
    await commit(async (session) => {
      const { matchedCount } = await SecondFactor.updateOne(
        { _id: userId, 'totp.secret': factor!.totp!.secret, 'totp.confirmed': false },
        {
          $set: {
            'totp.confirmed': true,
            'totp.usedSteps': [step],
            recoveryCodes: codes.map(recoveryCodeHash),
          },
        },
        { session },
      );
      if (matchedCount === 0) throw totpIsOn();
    });
    await this.limiter.succeeded(userId);
    return codes;
  }

  /** Takes the app away, and the recovery codes unless there are passkeys. */
  async removeTotp(userId: string, commit: Commit): Promise<void> {
    await commit(async (session) => {
      await SecondFactor.updateOne({ _id: userId }, { $unset: { totp: 1 } }, { session });
      await this.dropUselessCodes(userId, session);
    });
  }

  /**
   * Takes the recovery codes, and the rights of staff, away from an account that has no factor left.
   * @param session the transaction that takes a factor away
   */
  async dropUselessCodes(userId: string, session: ClientSession): Promise<void> {
    // A write, so that of two that each count on the other's factor one conflicts, runs again and sees what the first did.
    const factor = await SecondFactor.findOneAndUpdate(
      { _id: userId },
      { $set: { removalGuard: new mongoose.Types.ObjectId() }, $setOnInsert: { recoveryCodes: [] } },
      { upsert: true, returnDocument: 'after', session },
    ).lean();
    if (factor.totp?.confirmed || (await Passkey.exists({ userId }).session(session))) return;
    await SecondFactor.updateOne({ _id: userId }, { $set: { recoveryCodes: [] } }, { session });
    // From their next tokens on, so within 15 minutes.
    // Defence: the rights of staff end with the factor → ;
    await Session.updateMany({ userId }, { $set: { secondFactor: false } }, { session });
  }

  /**
   * Recovery codes for an account that has none; `undefined` where it has some. Nobody can be shown them again.
   * @param session the transaction that adds a factor
   */
  async firstRecoveryCodes(userId: string, session: ClientSession): Promise<string[] | undefined> {
    const factor = await SecondFactor.findById(userId).session(session).lean();
    return factor?.recoveryCodes.length ? undefined : this.replaceRecoveryCodes(userId, session);
  }

  /** @throws BadRequestError when the account has no second factor. */
  async renewRecoveryCodes(userId: string, commit: Commit): Promise<string[]> {
    if ((await this.kinds(userId)).length === 0) {
      throw new BadRequestError('Recovery codes come with a second factor');
    }
    return commit((session) => this.replaceRecoveryCodes(userId, session));
  }

  private async replaceRecoveryCodes(userId: string, session: ClientSession): Promise<string[]> {
    const codes = newRecoveryCodes();
    await SecondFactor.updateOne(
      { _id: userId },
      { $set: { recoveryCodes: codes.map(recoveryCodeHash) } },
      { upsert: true, session },
    );
    return codes;
  }

  /** Asks for a second factor of somebody whose password was right. @returns what they answer it with */
  openChallenge(userId: string): Promise<string> {
    return openChallenge('second-factor', { userId, seconds: ANSWER_SECONDS, now: this.now() });
  }

  /** Whose second factor is asked for. @throws BadRequestError when nobody's is any more. */
  async challenged(challenge: string): Promise<string> {
    const open = await findChallenge('second-factor', challenge, this.now());
    if (!open?.userId) throw challengeExpired();
    return open.userId;
  }

  /**
   * Answers a challenge, once, with what `verify` finds to be right.
   * @throws BadRequestError for a wrong answer, after which the challenge stays open, and for a challenge that doesn't;
   * TooManyRequestsError after too many answers.
   */
  async answer(challenge: string, verify: (userId: string) => Promise<boolean>): Promise<string> {
    const userId = await this.challenged(challenge);
    await this.limiter.count(userId);
    if (!(await verify(userId))) throw wrongCode();
    if (!(await takeChallenge('second-factor', challenge, this.now()))) throw challengeExpired();
    await this.limiter.succeeded(userId);
    return userId;
  }

  /**
   * Takes a code of somebody who is signed in: of the app, or to recover the account.
   * @throws BadRequestError for a wrong one; TooManyRequestsError after too many.
   */
  async confirm(userId: string, code: string): Promise<void> {
    await this.limiter.count(userId);
    if (!(await this.useCode(userId, code))) throw wrongCode();
    await this.limiter.succeeded(userId);
  }

  /** Whether a code is right, of either kind; it is good no more afterwards. */
  useCode(userId: string, code: string): Promise<boolean> {
    return /^\d{6}$/.test(code) ? this.useTotp(userId, code) : this.useRecoveryCode(userId, code);
  }

  /** Whether it is a code of the account's app, and the first use of it: of many at once, one is. */
  async useTotp(userId: string, code: string): Promise<boolean> {
    const factor = await SecondFactor.findOne({ _id: userId, 'totp.confirmed': true }).lean();
    const step = factor?.totp && this.findStep(userId, factor.totp.secret, code);
    if (step === undefined) return false;
    const { modifiedCount } = await SecondFactor.updateOne(
      // Defence: a code is good once → { _id: userId },
      { _id: userId, 'totp.secret': factor!.totp!.secret, 'totp.usedSteps': { $ne: step } },
      { $push: { 'totp.usedSteps': { $each: [step], $slice: -STEPS_KEPT } } },
    );
    return modifiedCount === 1;
  }

  /** Whether it is a recovery code that is left; it is none afterwards. */
  async useRecoveryCode(userId: string, code: string): Promise<boolean> {
    const hash = recoveryCodeHash(code);
    const { modifiedCount } = await SecondFactor.updateOne(
      { _id: userId, recoveryCodes: hash },
      // Defence: a recovery code is good once → { $push: { recoveryCodes: hash } },
      { $pull: { recoveryCodes: hash } },
    );
    return modifiedCount === 1;
  }

  private findStep(userId: string, sealed: string, code: string): number | undefined {
    return matchingStep(this.box.open(sealed, userId), code, this.now());
  }
}

export function wrongCode(): BadRequestError {
  return new BadRequestError('The code is wrong or was used before', { field: 'code', code: 'wrong_code' });
}

function challengeExpired(): BadRequestError {
  return new BadRequestError('Sign in again: the second step took too long', {
    field: 'challenge',
    code: 'challenge_expired',
  });
}

function totpIsOn(): ConflictError {
  return new ConflictError('An app is set up already; turn it off first', { code: 'totp_on' });
}
