import { type BackoffPolicy, retryDelay } from './backoff';
import type { NotificationStatus } from './notification';
import type { PushOutcome } from './push-outcome';

/** What becomes of a notification after a push. */
export type NextState =
  { status: 'PROCESSED' } | { status: 'RETRYING'; dueAt: Date } | { status: 'DEAD'; reason: DeadReason };

/** Why a notification was given up. */
export type DeadReason = 'refused' | 'retries exhausted' | 'unknown recipient' | 'interrupted too often';

/** How often a worker may vanish in the middle of a notification before the notification is taken for the cause. */
export const mostInterruptions = 20;

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
