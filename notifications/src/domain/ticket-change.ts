/** As much of a ticket as decides what its seller is told. */
export interface TicketState {
  status: 'open' | 'reserved' | 'sold';
  /** The order that holds it. */
  orderId: string | null;
}

/** What happened to a ticket, as its seller sees it. */
export type TicketChange = 'reserved' | 'freed' | 'sold' | 'undone';

/**
 * What a seller is to be told; undefined when the hold didn't change. A hold that passes from one order to the next without
 * the ticket being open in between is a new reservation.
 */
export function ticketChange(before: TicketState | undefined, after: TicketState): TicketChange | undefined {
  switch (after.status) {
    case 'reserved':
      return before?.status === 'reserved' && before.orderId === after.orderId ? undefined : 'reserved';
    case 'sold':
      return before?.status === 'sold' ? undefined : 'sold';
    case 'open':
      if (before?.status === 'sold') return 'undone';
      return before?.status === 'reserved' ? 'freed' : undefined;
  }
}

/** How the public sees a ticket. */
export function publicState(status: TicketState['status']): 'free' | 'reserved' | 'sold' {
  return status === 'open' ? 'free' : status;
}
