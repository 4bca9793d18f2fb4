import { TooManyRequestsError } from '@ticketing/common/errors';
import { Order } from './models/order';

/** Any slot: most buyers hold little, so that one picked blindly is free more often than not, and costs no look. */
export function anySlot(slots: number): number {
  return Math.floor(Math.random() * slots);
}

/**
 * A slot in which the buyer has no unpaid order.
 * @param slots how many unpaid orders a buyer may have
 * @throws TooManyRequestsError when there is none, until the first of the orders ends
 */
export async function findFreeSlot(userId: string, slots: number, now: Date): Promise<number> {
  const orders = await Order.find({ userId, slot: { $lt: slots } }, { slot: 1, expiresAt: 1 }).lean();
  const taken = new Set(orders.map(({ slot }) => slot));
  if (taken.size >= slots) {
    const firstEnds = Math.min(...orders.map(({ expiresAt }) => expiresAt.getTime()));
    throw tooManyHolds(slots, (firstEnds - now.getTime()) / 1_000);
  }
  // The free one after a random one: a buyer's requests that come at once shall not all go for the same.
  let slot = anySlot(slots);
  while (taken.has(slot)) slot = (slot + 1) % slots;
  return slot;
}

function tooManyHolds(slots: number, seconds: number): TooManyRequestsError {
  const message = `At most ${slots} tickets are held for you at once: pay for one or give one back first`;
  return new TooManyRequestsError(seconds, message, { code: 'too_many_holds' });
}
