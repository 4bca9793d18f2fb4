import type { TicketStatus } from '@ticketing/common/contracts';

/** The places of a ticket. */
export interface Places {
  /** All there are: free, held and sold. */
  readonly quantity: number;
  /** In unpaid orders. */
  readonly held: number;
  /** In paid orders. */
  readonly sold: number;
  /** Whether free places are off sale. */
  readonly withdrawn?: true | undefined;
}

/** What people are shown of the places. */
export interface ShownPlaces {
  readonly quantity: number;
  /** That can be bought. */
  readonly available: number;
  readonly held: number;
  readonly sold: number;
}

/**
 * The places as they are shown, never more than there are: the order that takes a place may be heard of before the one that
 * left it, and fewer places before the orders that made room.
 */
export function shownPlaces({ quantity, held, sold, withdrawn }: Places): ShownPlaces {
  const shownSold = Math.min(sold, quantity);
  const shownHeld = Math.min(held, quantity - shownSold);
  const available = withdrawn ? 0 : quantity - shownSold - shownHeld;
  return { quantity, available, held: shownHeld, sold: shownSold };
}

/** Open while a place can be bought, reserved while none can and somebody may let go, sold when nobody will. */
export function placesStatus(places: Places): TicketStatus {
  const { available, held } = shownPlaces(places);
  if (available > 0) return 'open';
  return held > 0 ? 'reserved' : 'sold';
}

/** How a ticket of one place is shown, by who holds it. */
export function singlePlace(holder: TicketStatus, withdrawn: true | undefined) {
  const held = holder === 'reserved' ? 1 : 0;
  const sold = holder === 'sold' ? 1 : 0;
  return { held, sold, status: placesStatus({ quantity: 1, held, sold, withdrawn }) };
}
