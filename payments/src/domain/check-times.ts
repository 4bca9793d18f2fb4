const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * When Stripe is asked again about something it left open: after about 1, 2, 4 … seconds, at most a minute.
 *
 * @param tries how often it was asked before, from 0
 * @param random 0 to 1; spreads those that became due together over half the time
 * @param maxMs the longest time between, in ms
 */
export function nextCheck(now: Date, tries: number, random: number, maxMs = LONGEST_MS): Date {
  const full = Math.min(maxMs, FIRST_MS * 2 ** Math.min(tries, 16));
  return new Date(now.getTime() + full * (0.5 + random / 2));
}

/** Stripe is asked this often, in ms, while the bank asks the buyer; its webhook is usually there before. */
const PENDING_POLL_MS = 15_000;

/** When to look after a payment that waits for the bank: regularly, and at the end of its time. */
export function nextPendingCheck(now: Date, until: Date): Date {
  return new Date(
    Math.min(Math.max(until.getTime(), now.getTime() + FIRST_MS), now.getTime() + PENDING_POLL_MS),
  );
}
