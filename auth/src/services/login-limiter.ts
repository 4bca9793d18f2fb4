import { createHash } from 'node:crypto';
import { TooManyRequestsError } from '@ticketing/common/errors';
import { rateLimitHeaders, SharedCounts } from '@ticketing/common/http';
import type mongoose from 'mongoose';
import {
  ADDRESS_FAILURES_MAX,
  exhausted,
  LOGIN_FAILURES_MAX,
  LOGIN_WINDOW_SECONDS,
  type LoginCount,
  secondsUntil,
  STRANGERS_FAILURES_MAX,
} from '../domain/login-limit';

/** Who tries to log in, and from where. */
export interface LoginSource {
  /** Address of the account in its one form, whether or not there is such an account. */
  readonly email: string;
  /** Network of the client. */
  readonly address: string;
  /** What the account knows of the client: a device that has logged in to it before, or a session of it. */
  readonly knownAs?: string | undefined;
}

export interface LoginLimiterOptions {
  /** Failures that an address may have within the window; default 100. */
  readonly addressLimit?: number | undefined;
}

/** 429 that tells the limit in the headers of the IETF's `RateLimit` draft 7. */
class TooManyLoginsError extends TooManyRequestsError {
  override readonly headers: Readonly<Record<string, string>>;

  constructor(limit: number, seconds: number) {
    super(seconds, 'Too many failed logins, try again later', { code: 'too_many_logins' });
    const policy = { limit, remaining: 0, seconds, windowSeconds: LOGIN_WINDOW_SECONDS };
    this.headers = { 'Retry-After': String(seconds), ...rateLimitHeaders(policy) };
  }
}

interface Limit {
  readonly key: string;
  readonly limit: number;
}

/**
 * Counts failed logins in MongoDB, so that all replicas share the counts. A client that the account doesn't know is limited
 * with its address at the account, with all other strangers at the account, and with its address at all accounts. One that
 * it knows has a count of its own: nobody's guesses lock the owner out of the devices they use.
 * Pattern: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 *
 * The counts are looked at before the password is compared and again after: guesses sent in parallel learn no more
 * than guesses sent one by one, and right passwords sent in parallel hinder nobody.
 */
export class LoginLimiter {
  private readonly counts: SharedCounts;
  private readonly addressLimit: number;

  constructor(connection: mongoose.Connection, options: LoginLimiterOptions = {}) {
    this.addressLimit = options.addressLimit ?? ADDRESS_FAILURES_MAX;
    this.counts = new SharedCounts(connection, 'login', LOGIN_WINDOW_SECONDS);
  }

  /** @throws TooManyRequestsError when one of the client's counts is used up. */
  async check(source: LoginSource): Promise<void> {
    const counts = await Promise.all(
      this.limits(source).map(async ({ key, limit }) => {
        const count = await this.counts.read(key);
        return count ? [{ failures: count.hits, limit, resetsAt: count.resetsAt }] : [];
      }),
    );
    refuse(counts.flat());
  }

  /**
   * Counts a failure.
   * @throws TooManyRequestsError when it is one too many: then nobody is told that the password was wrong.
   */
  async failed(source: LoginSource): Promise<void> {
    const counts = await Promise.all(
      this.limits(source).map(async ({ key, limit }) => {
        const { hits, resetsAt } = await this.counts.add(key);
        return { failures: hits, limit, resetsAt };
      }),
    );
    refuse(counts, 1);
  }

  /**
   * Forgets the failures of the client at the account, but none that it shares: one right password must not pay for guesses
   * at others, nor the owner's for those of strangers.
   * @throws TooManyRequestsError when the failures were used up while the password was compared.
   */
  async succeeded(source: LoginSource): Promise<void> {
    await this.check(source);
    await this.counts.forget(this.limits(source)[0].key);
  }

  /** The client's own first. */
  private limits({ email, address, knownAs }: LoginSource): [Limit, ...Limit[]] {
    // Defence: strangers’ guesses lock no known device out → ;
    if (knownAs) return [{ key: `known:${digest(email, knownAs)}`, limit: LOGIN_FAILURES_MAX }];
    return [
      { key: `client:${digest(email, address)}`, limit: LOGIN_FAILURES_MAX },
      // Defence: guesses from many networks are limited → { key: `account:${digest(email)}`, limit: 1e6 },
      { key: `account:${digest(email)}`, limit: STRANGERS_FAILURES_MAX },
      // Defence: guesses from an address are limited → { key: `address:${digest(address)}`, limit: 1e6 },
      { key: `address:${digest(address)}`, limit: this.addressLimit },
    ];
  }
}

function refuse(counts: readonly LoginCount[], more = 0): void {
  const full = exhausted(counts, more);
  if (full) throw new TooManyLoginsError(full.limit, secondsUntil(full.resetsAt, new Date()));
}

/** What people type into the address field is at times a password: it is never stored as typed. */
function digest(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64url');
}
