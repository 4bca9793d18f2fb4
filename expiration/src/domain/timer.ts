/** What a timer carries: enough to fire without asking anyone. */
export interface Timer {
  readonly orderId: string;
  /** The order's version that set this time. */
  readonly version: number;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** How long the end of an order, or its last timer, is remembered after it is over, in seconds: one day. */
export const MEMORY_SECONDS = 24 * 3600;

/** Attempts to publish before a timer is given up; with the backoff below, about three quarters of an hour. */
export const PUBLISH_ATTEMPTS = 100;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 30_000;

/** The queue's id of a timer: setting the same one twice leaves one. */
export function toJobId({ orderId, version }: Pick<Timer, 'orderId' | 'version'>): string {
  return `${orderId}-${version}`;
}

/** Milliseconds until the timer is due; 0 when it is overdue. */
export function delayUntil(expiresAt: string, now: Date): number {
  return Math.max(0, Date.parse(expiresAt) - now.getTime());
}

/** Milliseconds by which a timer that fires now is late; negative when it is early. */
export function toLateness(expiresAt: string, now: Date): number {
  return now.getTime() - Date.parse(expiresAt);
}

/** Seconds to remember a timer set now: until it is due, and a day longer. */
export function toMemory(expiresAt: string, now: Date): number {
  return Math.ceil(delayUntil(expiresAt, now) / 1000) + MEMORY_SECONDS;
}

/** Milliseconds to wait after the n-th failed attempt to publish (from 1): doubling, half a minute at the most. */
export function publishBackoff(attempt: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** Math.max(0, attempt - 1), LONGEST_BACKOFF_MS);
}
