import { TooManyRequestsError } from '@ticketing/common/errors';
import type { ClientSession } from 'mongoose';
import { Order } from './models/order';

/** Any slots: most buyers hold little, so that those picked blindly are free more often than not, and cost no look. */
export function anySlots(count: number, slots: number): number[] {
  const first = Math.floor(Math.random() * slots);
  return Array.from({ length: Math.min(count, slots) }, (_, nth) => (first + nth) % slots);
}

/** Who wants how many slots. */
export interface WantedSlots {
  readonly userId: string;
  readonly count: number;
  /** How many unpaid places a buyer may have. */
  readonly slots: number;
  readonly now: Date;
  /** The transaction that is to see them. */
  readonly session?: ClientSession;
}

/**
 * Slots in which the buyer has no unpaid places.
 * @throws TooManyRequestsError when there are too few, until the first of the orders ends
 */
export async function findFreeSlots({ userId, count, slots, now, session }: WantedSlots): Promise<number[]> {
  const orders = await Order.find({ userId, slots: { $gte: 0 } }, { slots: 1, expiresAt: 1 })
    .session(session ?? null)
    .lean();
  const taken = new Set(orders.flatMap((order) => order.slots ?? []));
  // Begins anywhere: a buyer's requests that come at once shall not all go for the same. Among so many there are enough.
  const free = anySlots(taken.size + count, slots).filter((slot) => !taken.has(slot));
  if (free.length >= count) return free.slice(0, count);
  const firstEnds = Math.min(...orders.map(({ expiresAt }) => expiresAt.getTime()));
  throw tooManyHolds(slots, orders.length > 0 ? (firstEnds - now.getTime()) / 1_000 : 1);
}

/** Says that a buyer holds as much as they may. @param seconds until the first of it ends */
export function tooManyHolds(slots: number, seconds: number): TooManyRequestsError {
  const message = `At most ${slots} tickets are held for you at once: pay for one or give one back first`;
  return new TooManyRequestsError(seconds, message, { code: 'too_many_holds' });
}
