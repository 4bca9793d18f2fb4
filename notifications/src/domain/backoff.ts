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
export const longestRetryAfterMs = 3_600_000;

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
  return Math.round(Math.min(retryAfterMs, longestRetryAfterMs) + random * bound);
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
export const unknownUserPatienceMs = 24 * 3600 * 1000;

/**
 * When to look again for the address of a user who isn't known yet: soon at first, because the event that tells of them
 * is usually on its way, then ever less often.
 *
 * @param waitedMs since it was accepted or redriven
 * @returns ms until the next look, between a second and five minutes; undefined when it has waited long enough
 */
export function nextLookForUser(waitedMs: number): number | undefined {
  if (waitedMs >= unknownUserPatienceMs) return undefined;
  const next = Math.min(Math.max(waitedMs / 2, 1_000), 5 * 60_000);
  return Math.min(next, unknownUserPatienceMs - waitedMs);
}
