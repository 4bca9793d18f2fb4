import type { TicketStatus } from '@ticketing/common';

/** What a seller may change. */
export interface TicketEdit {
  title?: string | undefined;
  price?: number | undefined;
}

/** Why a ticket can't be edited now, or `undefined` when it can: a buyer pays the price that was shown. */
export function editRefusal(status: TicketStatus): string | undefined {
  switch (status) {
    case 'open':
      return undefined;
    case 'reserved':
      return 'Cannot edit a reserved ticket';
    case 'sold':
      return 'Cannot edit a sold ticket';
  }
}

/** The part of an edit that differs from what is there; empty when nothing would change. */
export function changesOf(ticket: { title: string; price: number }, edit: TicketEdit): TicketEdit {
  return {
    ...(edit.title !== undefined && edit.title !== ticket.title ? { title: edit.title } : {}),
    ...(edit.price !== undefined && edit.price !== ticket.price ? { price: edit.price } : {}),
  };
}
