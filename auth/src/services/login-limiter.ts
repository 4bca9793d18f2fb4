import { createHash } from 'node:crypto';
import { MongoRateLimitStore, TooManyRequestsError } from '@ticketing/common';
import type mongoose from 'mongoose';
import {
  exhausted,
  LOGIN_FAILURES_MAX,
  LOGIN_WINDOW_SECONDS,
  type LoginCount,
  secondsUntil,
} from '../domain/login-limit';

/** Who tries to log in, and from where. */
export interface LoginSource {
  /** Normalised address of the account, whether or not there is such an account. */
  email: string;
  /** Network address of the client. */
  address: string;
}

/** 429 that tells the limit in the headers of the IETF's `RateLimit` draft 7. */
class TooManyLoginsError extends TooManyRequestsError {
  override readonly headers: Readonly<Record<string, string>>;

  constructor(seconds: number) {
    super(seconds, 'Too many failed logins, try again later', { code: 'too_many_logins' });
    this.headers = {
      'Retry-After': String(seconds),
      RateLimit: `limit=${LOGIN_FAILURES_MAX}, remaining=0, reset=${seconds}`,
      'RateLimit-Policy': `${LOGIN_FAILURES_MAX};w=${LOGIN_WINDOW_SECONDS}`,
    };
  }
}

/**
 * Counts failed logins per account and per address in MongoDB, so that all replicas share the counts.
 *
 * The counts are looked at before the password is compared and again after: guesses sent in parallel learn no more
 * than guesses sent one by one, and right passwords sent in parallel hinder nobody.
 */
export class LoginLimiter {
  private readonly store: MongoRateLimitStore;

  /** @param now clock, for specs. */
  constructor(
    connection: mongoose.Connection,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.store = new MongoRateLimitStore(connection, 'login', () => this.now().getTime());
    this.store.init({ windowMs: LOGIN_WINDOW_SECONDS * 1000 });
  }

  /** @throws TooManyRequestsError when the account or the address has used up its failures. */
  async check(source: LoginSource): Promise<void> {
    const counts = await Promise.all(keysOf(source).map((key) => this.store.get(key)));
    this.refuse(
      counts.flatMap((count) => (count ? [countOf(count)] : [])),
      LOGIN_FAILURES_MAX,
    );
  }

  /**
   * Counts a failure of both.
   * @throws TooManyRequestsError when it is one too many: then nobody is told that the password was wrong.
   */
  async failed(source: LoginSource): Promise<void> {
    const counts = await Promise.all(keysOf(source).map((key) => this.store.increment(key)));
    this.refuse(counts.map(countOf), LOGIN_FAILURES_MAX + 1);
  }

  /**
   * Forgets the account's failures, but not the address's: one right password must not pay for guesses at others.
   * @throws TooManyRequestsError when the failures were used up while the password was compared.
   */
  async succeeded(source: LoginSource): Promise<void> {
    await this.check(source);
    await this.store.resetKey(accountKey(source));
  }

  private refuse(counts: LoginCount[], most: number): void {
    const full = exhausted(counts, most);
    if (full) throw new TooManyLoginsError(secondsUntil(full.resetsAt, this.now()));
  }
}

function countOf({ totalHits, resetTime }: { totalHits: number; resetTime: Date | undefined }): LoginCount {
  return { failures: totalHits, resetsAt: resetTime ?? new Date(0) };
}

function keysOf(source: LoginSource): string[] {
  return [accountKey(source), `address:${digest(source.address)}`];
}

function accountKey({ email }: LoginSource): string {
  return `account:${digest(email)}`;
}

/** What people type into the address field is at times a password: it is never stored as typed. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
