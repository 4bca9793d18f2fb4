import type { TicketStatus } from '@ticketing/common/contracts';
import { isPrice } from '@ticketing/common/money';

/** What a seller may change. */
export interface TicketEdit {
  title?: string | undefined;
  price?: number | undefined;
}

/** An edit as it is asked for. */
export interface WantedEdit extends TicketEdit {
  /** Who asks. */
  readonly userId: string;
  /** The version that was looked at; any if not given. */
  readonly version?: number | undefined;
}

/** What an edit is decided on. */
export interface EditableTicket {
  readonly title: string;
  readonly price: number;
  readonly userId: string;
  readonly status: TicketStatus;
  readonly version: number;
}

/** What becomes of an edit; an empty `set` changes nothing. */
export type EditDecision =
  { readonly do: true; readonly set: TicketEdit } | { readonly do: false; readonly why: EditRefusal };
export type EditRefusal = 'unknown' | 'not-the-seller' | 'reserved' | 'sold' | 'outdated' | 'not-payable';

/**
 * Only the seller edits, and only what nobody holds: a buyer pays the price that was shown. A ticket from before there were
 * limits of prices gets one within them with its next edit.
 */
export function decideEdit(ticket: EditableTicket | undefined, edit: WantedEdit): EditDecision {
  if (!ticket) return { do: false, why: 'unknown' };
  // Defence: a ticket is its seller’s → ;
  if (ticket.userId !== edit.userId) return { do: false, why: 'not-the-seller' };
  if (ticket.status !== 'open') return { do: false, why: ticket.status };
  if (edit.version !== undefined && edit.version !== ticket.version) return { do: false, why: 'outdated' };
  if (!isPrice(edit.price ?? ticket.price)) return { do: false, why: 'not-payable' };
  return { do: true, set: ticketChanges(ticket, edit) };
}

/** The part of an edit that differs from what is there; empty when nothing would change. */
export function ticketChanges(ticket: { title: string; price: number }, edit: TicketEdit): TicketEdit {
  return {
    ...(edit.title !== undefined && edit.title !== ticket.title ? { title: edit.title } : {}),
    ...(edit.price !== undefined && edit.price !== ticket.price ? { price: edit.price } : {}),
  };
}
