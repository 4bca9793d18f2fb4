// Defence: guesses at a password are limited → export const LOGIN_FAILURES_MAX = 10_000;
/** How many failed logins a client may have at an account within the window. */
export const LOGIN_FAILURES_MAX = 10;
/**
 * How many all clients together that the account doesn't know may have: many networks guessing at one account are slowed
 * down, but the few failures that lock one client out must not lock out the owner somewhere else.
 */
export const STRANGERS_FAILURES_MAX = 50;
/**
 * How many an address may have, unless the environment says otherwise: many people share one (an office, a mobile
 * network), and the failures of a few must not lock the others out.
 */
export const ADDRESS_FAILURES_MAX = 100;
/** Seconds from the first failure until the count starts anew. */
export const LOGIN_WINDOW_SECONDS = 15 * 60;

/** Failed logins that are counted together. */
export interface LoginCount {
  readonly failures: number;
  /** How many there may be. */
  readonly limit: number;
  readonly resetsAt: Date;
}

/** The count that keeps further attempts out the longest, if any has reached its limit by so many more. */
export function exhausted(counts: readonly LoginCount[], more = 0): LoginCount | undefined {
  return counts
    .filter(({ failures, limit }) => failures >= limit + more)
    .sort((a, b) => b.resetsAt.getTime() - a.resetsAt.getTime())[0];
}

/** Whole seconds until `resetsAt`, at least 1: what `Retry-After` says. */
export function secondsUntil(resetsAt: Date, now: Date): number {
  return Math.max(1, Math.ceil((resetsAt.getTime() - now.getTime()) / 1000));
}
