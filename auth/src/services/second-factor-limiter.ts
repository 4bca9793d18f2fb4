import { TooManyRequestsError } from '@ticketing/common/errors';
import { SharedCounts } from '@ticketing/common/http';
import type mongoose from 'mongoose';

// Defence: guesses at a second factor are limited → const ANSWERS_MAX = 10_000;
/** Answers in a row that an account may give without a right one, within the window. */
const ANSWERS_MAX = 10;
const WINDOW_SECONDS = 15 * 60;

/**
 * Counts what is answered to the second factors of an account, in MongoDB for all replicas together. An answer counts before
 * it is looked at, so that guesses sent at once learn no more than guesses sent one by one; a right one forgets the others.
 * Only who knows the password gets here: nobody keeps a stranger out by it.
 */
export class SecondFactorLimiter {
  private readonly counts: SharedCounts;

  constructor(connection: mongoose.Connection) {
    this.counts = new SharedCounts(connection, 'second-factor', WINDOW_SECONDS);
  }

  /** @throws TooManyRequestsError when the account has used up its answers. */
  async count(userId: string): Promise<void> {
    const { hits, resetsAt } = await this.counts.add(userId);
    if (hits <= ANSWERS_MAX) return;
    const seconds = (resetsAt.getTime() - Date.now()) / 1_000;
    throw new TooManyRequestsError(seconds, 'Too many wrong codes, try again later', {
      code: 'too_many_codes',
    });
  }

  async succeeded(userId: string): Promise<void> {
    await this.counts.forget(userId);
  }
}
