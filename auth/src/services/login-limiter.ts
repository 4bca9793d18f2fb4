import { createHash } from 'node:crypto';
import { TooManyRequestsError } from '@ticketing/common/errors';
import { MongoRateLimitStore } from '@ticketing/common/http';
import type { ClientRateLimitInfo } from 'express-rate-limit';
import type mongoose from 'mongoose';
import {
  ADDRESS_FAILURES_MAX,
  exhausted,
  LOGIN_FAILURES_MAX,
  LOGIN_WINDOW_SECONDS,
  type LoginCount,
  secondsUntil,
} from '../domain/login-limit';

/** Who tries to log in, and from where. */
export interface LoginSource {
  /** Address of the account in its one form, whether or not there is such an account. */
  email: string;
  /** Network address of the client. */
  address: string;
}

export interface LoginLimiterOptions {
  /** Failures that an address may have within the window; default 100. */
  addressLimit?: number | undefined;
  /** Clock, for specs. */
  now?: (() => Date) | undefined;
}

/** 429 that tells the limit in the headers of the IETF's `RateLimit` draft 7. */
class TooManyLoginsError extends TooManyRequestsError {
  override readonly headers: Readonly<Record<string, string>>;

  constructor(limit: number, seconds: number) {
    super(seconds, 'Too many failed logins, try again later', { code: 'too_many_logins' });
    this.headers = {
      'Retry-After': String(seconds),
      RateLimit: `limit=${limit}, remaining=0, reset=${seconds}`,
      'RateLimit-Policy': `${limit};w=${LOGIN_WINDOW_SECONDS}`,
    };
  }
}

/**
 * Counts failed logins per account and per address in MongoDB, so that all replicas share the counts. The account's
 * limit stops guesses at one password; the address's, much higher, stops one password tried on many accounts.
 *
 * The counts are looked at before the password is compared and again after: guesses sent in parallel learn no more
 * than guesses sent one by one, and right passwords sent in parallel hinder nobody.
 */
export class LoginLimiter {
  private readonly store: MongoRateLimitStore;

  private readonly now: () => Date;
  private readonly addressLimit: number;

  constructor(connection: mongoose.Connection, options: LoginLimiterOptions = {}) {
    this.now = options.now ?? (() => new Date());
    this.addressLimit = options.addressLimit ?? ADDRESS_FAILURES_MAX;
    this.store = new MongoRateLimitStore(connection, 'login', () => this.now().getTime());
    this.store.init({ windowMs: LOGIN_WINDOW_SECONDS * 1000 });
  }

  /** @throws TooManyRequestsError when the account or the address has used up its failures. */
  async check(source: LoginSource): Promise<void> {
    const counts = await Promise.all(
      this.limitsOf(source).map(async ({ key, limit }) => {
        const count = await this.store.get(key);
        return count ? [countOf(count, limit)] : [];
      }),
    );
    this.refuse(counts.flat());
  }

  /**
   * Counts a failure of both.
   * @throws TooManyRequestsError when it is one too many: then nobody is told that the password was wrong.
   */
  async failed(source: LoginSource): Promise<void> {
    const counts = await Promise.all(
      this.limitsOf(source).map(async ({ key, limit }) => countOf(await this.store.increment(key), limit)),
    );
    this.refuse(counts, 1);
  }

  /**
   * Forgets the account's failures, but not the address's: one right password must not pay for guesses at others.
   * @throws TooManyRequestsError when the failures were used up while the password was compared.
   */
  async succeeded(source: LoginSource): Promise<void> {
    await this.check(source);
    await this.store.resetKey(accountKey(source));
  }

  private refuse(counts: LoginCount[], more = 0): void {
    const full = exhausted(counts, more);
    if (full) throw new TooManyLoginsError(full.limit, secondsUntil(full.resetsAt, this.now()));
  }

  private limitsOf(source: LoginSource): { key: string; limit: number }[] {
    return [
      { key: accountKey(source), limit: LOGIN_FAILURES_MAX },
      // Defence: guesses from an address are limited → { key: `address:${digest(source.address)}`, limit: 1e6 },
      { key: `address:${digest(source.address)}`, limit: this.addressLimit },
    ];
  }
}

function countOf({ totalHits, resetTime }: ClientRateLimitInfo, limit: number): LoginCount {
  return { failures: totalHits, limit, resetsAt: resetTime ?? new Date(0) };
}

function accountKey({ email }: LoginSource): string {
  return `account:${digest(email)}`;
}

/** What people type into the address field is at times a password: it is never stored as typed. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
