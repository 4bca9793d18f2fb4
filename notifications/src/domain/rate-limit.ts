/** How often one receiver may be told something on one channel. */
export interface RateLimit {
  perMinute: number;
  /** How many may follow each other at once. */
  burst: number;
}

export const defaultRateLimit: RateLimit = { perMinute: 10, burst: 20 };

/** A turn that was given: when it comes, and what to remember for the next. */
export interface Turn {
  /** ms until the turn; 0 now. */
  waitMs: number;
  /** The theoretical arrival time of the next, in ms since the epoch. */
  next: number;
}

/**
 * A token bucket in the form of the generic cell rate algorithm (ITU-T I.371), which remembers one number per receiver.
 * A turn is always given, if need be a later one: so each of a thousand notifications for one receiver is put off once,
 * to a time of its own, and costs nothing until then.
 *
 * @param previous `next` of the last turn; undefined when there was none
 * @param now ms since the epoch
 */
export function takeTurn(limit: RateLimit, previous: number | undefined, now: number): Turn {
  const interval = 60_000 / limit.perMinute;
  const next = Math.max(previous ?? now, now) + interval;
  return { waitMs: Math.max(0, Math.ceil(next - limit.burst * interval - now)), next };
}
