import type { WaitingEntry } from '../../lib/api/types';
import { plural } from '../../lib/words/format';

type Why = NonNullable<WaitingEntry['why']>;

const reasons: Record<Why, string> = {
  'none-free': 'Nothing is free yet.',
  'too-few-free': 'Too few are free at the same time yet.',
  declined: 'You declined the offer, so the next in line was asked.',
  'ran-out': 'The time to pay ran out, so the next in line was asked.',
  suspended: 'Your account is suspended.',
  'too-many-holds': 'You held too many unpaid places when it was your turn.',
  'over-limit': 'You had as many places as one buyer may have when it was your turn.',
  withdrawn: 'It is no longer on sale.',
  'sale-ended': 'The sale has ended.',
  'show-cancelled': 'The event was cancelled.',
};

/** Why somebody waits, or waits no longer; empty when there is nothing to say. */
export function describeWait({ status, why }: Pick<WaitingEntry, 'status' | 'why'>): string {
  if (status === 'left' && why === undefined) return 'You left the waiting list.';
  return why === undefined ? '' : reasons[why];
}

/** Where somebody stands. */
export function describePosition({
  position,
  quantity,
}: Pick<WaitingEntry, 'position' | 'quantity'>): string {
  const wanted = quantity > 1 ? ` for ${plural(quantity, 'place')} together` : '';
  return position <= 1 ? `You are next in line${wanted}.` : `You are number ${position} in line${wanted}.`;
}

/** Whether an entry still waits or has an offer. */
export function isLiveEntry(entry: Pick<WaitingEntry, 'status'> | undefined): boolean {
  return entry?.status === 'waiting' || entry?.status === 'offered';
}
