import type { Ticket } from '../api/types';
import type { Described } from './order-state';

/** A ticket in words, for someone who would like to buy it. */
export function describeTicket(ticket: Pick<Ticket, 'status'>): Described {
  switch (ticket.status) {
    case 'open':
      return {
        label: 'Available',
        tone: 'good',
        detail: 'Reserve it, and it is held for you while you pay.',
      };
    case 'reserved':
      return {
        label: 'Reserved',
        tone: 'wait',
        detail: 'Someone is paying for it. If they don’t, it is free again: this page shows it at once.',
      };
    case 'sold':
      return { label: 'Sold', tone: 'quiet', icon: 'check', detail: 'It has found its owner.' };
  }
}

/** Why its seller can't edit a ticket now, or null when they can. */
export function editLock(ticket: Pick<Ticket, 'status'>): string | null {
  switch (ticket.status) {
    case 'open':
      return null;
    case 'reserved':
      return 'A buyer holds this ticket at the price they saw. You can edit it again if they don’t pay in time.';
    case 'sold':
      return 'This ticket is sold, so it can’t be changed any more.';
  }
}
