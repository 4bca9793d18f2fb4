import type { Ticket } from '../../lib/api/types';

/** Whether places of a ticket can be had now, and if not, why. */
export type SaleState =
  | { kind: 'on-sale' }
  | { kind: 'not-yet'; startsAt: string }
  | { kind: 'over' | 'withdrawn' | 'held' | 'sold-out' };

type Sale = Pick<Ticket, 'available' | 'held' | 'withdrawn' | 'saleStartsAt' | 'saleEndsAt'>;

/** Whether nothing of a show can be had now or later, but for what is let go of. */
export function isSoldOut(tickets: readonly Sale[], now: number): boolean {
  const kinds = tickets.map((ticket) => saleState(ticket, now).kind);
  const isFull = kinds.includes('sold-out') || kinds.includes('held');
  return isFull && !kinds.includes('on-sale') && !kinds.includes('not-yet');
}

/** @param now milliseconds since the epoch, by the server's clock */
export function saleState(ticket: Sale, now: number): SaleState {
  const { available, held, withdrawn, saleStartsAt, saleEndsAt } = ticket;
  if (withdrawn) return { kind: 'withdrawn' };
  if (saleEndsAt !== undefined && Date.parse(saleEndsAt) <= now) return { kind: 'over' };
  if (saleStartsAt !== undefined && Date.parse(saleStartsAt) > now)
    return { kind: 'not-yet', startsAt: saleStartsAt };
  if (available > 0) return { kind: 'on-sale' };
  return { kind: held > 0 ? 'held' : 'sold-out' };
}
