import type { DeadReason, NotificationStatus } from '../notification/notification';

/** The provider has taken it. */
export interface Accepted {
  kind: 'accepted';
  /** The provider's own id of the message. */
  messageId?: string;
  /** What it said, in one line. */
  response?: string;
  accepted?: string[];
  rejected?: string[];
}

/** It may go well another time. */
export interface Failed {
  kind: 'retry';
  /** An SMTP reply, an HTTP status, or the name of a network error. */
  code: string;
  error: string;
  /** ms the provider asked to be left alone. */
  retryAfterMs?: number;
  /** True when it is the provider that fails, and not just this message: it counts for the circuit breaker. */
  failsProvider: boolean;
}

/** It never will. */
export interface Refused {
  kind: 'refused';
  code: string;
  error: string;
}

/** How a provider answered one push. */
export type PushOutcome = Accepted | Failed | Refused;

/**
 * What an HTTP status that isn't a success means: 408, 429 and 5xx pass; everything else is said for good. Being told that
 * we aren't who we say (401, 403) is a fault of the configuration: the channel pauses, and no message is lost by it.
 *
 * @param status of the answer
 * @param error what the provider said
 * @param retryAfterMs of its Retry-After header
 */
export function statusOutcome(status: number, error: string, retryAfterMs?: number): Failed | Refused {
  const code = String(status);
  const passes = status === 408 || status === 429 || status >= 500;
  const misconfigured = status === 401 || status === 403;
  if (!passes && !misconfigured) return { kind: 'refused', code, error };
  return {
    kind: 'retry',
    code,
    error,
    failsProvider: status !== 408 && status !== 429,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** What a failure to reach the provider, or to hear its answer in time, means. */
export function networkErrorOutcome(error: unknown): Failed {
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: { code?: unknown } };
  const name = [cause?.code, code, (error as Error).name].find(
    (part) => typeof part === 'string' && part !== '',
  );
  return {
    kind: 'retry',
    code: typeof name === 'string' ? name : 'ERROR',
    error: typeof message === 'string' ? message : 'the provider could not be reached',
    failsProvider: true,
  };
}

/** How long to wait before a failed push is tried again. */
export interface BackoffPolicy {
  /** Upper bound of the first wait, in ms; it doubles with every retry. */
  baseMs: number;
  /** No wait is drawn from above this, in ms. */
  capMs: number;
  /** Pushes after the first; then the notification is dead. */
  retries: number;
}

export const defaultBackoff: BackoffPolicy = { baseMs: 5_000, capMs: 10 * 60_000, retries: 5 };

/** A provider that asks for more than this, in ms, is asked again anyway. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Exponential backoff with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): a wait drawn evenly from
 * nothing up to the doubled bound, so that what failed together doesn't come back together.
 *
 * @param retry from 1
 * @param retryAfterMs what the provider asked for: at least that long, and the jitter on top
 * @param random from 0 up to 1
 */
export function retryDelay(
  policy: BackoffPolicy,
  retry: number,
  random: number,
  retryAfterMs: number | undefined = 0,
): number {
  const bound = Math.min(policy.capMs, policy.baseMs * 2 ** (retry - 1));
  return Math.round(Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) + random * bound);
}

/**
 * Reads a Retry-After header (RFC 9110, 10.2.3): seconds or a date.
 *
 * @returns ms from `now`, never negative; undefined when it says neither
 */
export function parseRetryAfter(value: string | null | undefined, now: Date): number | undefined {
  if (value === null || value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/** How long a user nobody has told of yet is waited for, in ms: 24 hours. */
export const UNKNOWN_USER_PATIENCE_MS = 24 * 3600 * 1000;

/**
 * When to look again for the address of a user who isn't known yet: soon at first, because the event that tells of them
 * is usually on its way, then ever less often.
 *
 * @param waitedMs since it was accepted or redriven
 * @returns ms until the next look, between a second and five minutes; undefined when it has waited long enough
 */
export function nextLookForUser(waitedMs: number): number | undefined {
  if (waitedMs >= UNKNOWN_USER_PATIENCE_MS) return undefined;
  const next = Math.min(Math.max(waitedMs / 2, 1_000), 5 * 60_000);
  return Math.min(next, UNKNOWN_USER_PATIENCE_MS - waitedMs);
}

/** How long an address may stay unproven before what is held for it is given up, in ms: 30 days. */
export const HELD_PATIENCE_MS = 30 * 24 * 3600 * 1000;

/**
 * When to look again whether the receiver of a held notification is proven. The event that says so releases it at once;
 * this finds what was stored while it was on its way, and ends what waits in vain.
 *
 * @param waitedMs since it was accepted or redriven
 * @returns ms until the next look, between a minute and six hours; undefined when it has waited long enough
 */
export function nextLookAtHeld(waitedMs: number): number | undefined {
  if (waitedMs >= HELD_PATIENCE_MS) return undefined;
  const next = Math.min(Math.max(waitedMs, 60_000), 6 * 3_600_000);
  return Math.min(next, HELD_PATIENCE_MS - waitedMs);
}

/** What becomes of a notification after a push. */
export type NextState =
  { status: 'PROCESSED' } | { status: 'RETRYING'; dueAt: Date } | { status: 'DEAD'; reason: DeadReason };

/** How often a worker may vanish in the middle of a notification before the notification is taken for the cause. */
export const MAX_INTERRUPTIONS = 20;

/**
 * Decides by the provider's answer: taken, it is done; refused for good, it is dead at once; otherwise it is tried again
 * until the retries are used up.
 *
 * @param tries answered pushes before this one, since it was accepted or redriven
 * @param random from 0 up to 1
 */
export function decide(
  outcome: PushOutcome,
  tries: number,
  policy: BackoffPolicy,
  now: Date,
  random: number,
): NextState {
  if (outcome.kind === 'accepted') return { status: 'PROCESSED' };
  if (outcome.kind === 'refused') return { status: 'DEAD', reason: 'refused' };
  if (tries >= policy.retries) return { status: 'DEAD', reason: 'retries exhausted' };
  const wait = retryDelay(policy, tries + 1, random, outcome.retryAfterMs);
  return { status: 'RETRYING', dueAt: new Date(now.getTime() + wait) };
}

/** The status an outstanding notification is in when nobody holds its lease. */
export function restingStatus(tries: number | undefined): NotificationStatus {
  return tries ? 'RETRYING' : 'ACCEPTED';
}
