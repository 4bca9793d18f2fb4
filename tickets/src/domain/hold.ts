import type { TicketStatus } from '@ticketing/common/contracts';

/** What tickets knows of one order of a ticket. */
export interface Hold {
  readonly orderId: string;
  /** `live` while the order holds or waits to hold the ticket, `complete` once paid, `ended` when cancelled. */
  readonly state: 'live' | 'complete' | 'ended';
  /** Counts the orders of a ticket in the sequence in which they were first applied here. */
  readonly sequence: number;
}

/** Who holds a ticket, and what that makes of it. */
export interface Holding {
  readonly orderId: string | null;
  readonly status: TicketStatus;
}

/**
 * The holder of a ticket, given all of its orders that have not ended: the present holder keeps it as long as its
 * order has not ended; then the order applied first follows. So a late or stale end of another order changes
 * nothing, and a successor's hold is never lost to its predecessor's end.
 *
 * @param current the order that holds the ticket now, or null
 * @param holds the ticket's orders; those that ended are passed over
 */
export function holdingOrder(current: string | null, holds: readonly Hold[]): Holding {
  const candidates = holds.filter((hold) => hold.state !== 'ended');
  const holder =
    candidates.find((hold) => hold.orderId === current) ??
    candidates.reduce<Hold | undefined>(
      (first, hold) => (first && first.sequence <= hold.sequence ? first : hold),
      undefined,
    );
  if (!holder) return { orderId: null, status: 'open' };
  return { orderId: holder.orderId, status: holder.state === 'complete' ? 'sold' : 'reserved' };
}
