/** How many failed logins an account, or an address, may have within the window. */
export const LOGIN_FAILURES_MAX = 10;
/** Seconds from the first failure until the count starts anew. */
export const LOGIN_WINDOW_SECONDS = 15 * 60;

/** Failed logins of one account or address. */
export interface LoginCount {
  readonly failures: number;
  readonly resetsAt: Date;
}

/** The count that keeps further attempts out the longest once `failures` reached `most`, if any does. */
export function exhausted(counts: readonly LoginCount[], most: number): LoginCount | undefined {
  return counts
    .filter(({ failures }) => failures >= most)
    .sort((a, b) => b.resetsAt.getTime() - a.resetsAt.getTime())[0];
}

/** Whole seconds until `resetsAt`, at least 1: what `Retry-After` says. */
export function secondsUntil(resetsAt: Date, now: Date): number {
  return Math.max(1, Math.ceil((resetsAt.getTime() - now.getTime()) / 1000));
}
