import type { TicketStatus } from '@ticketing/common/contracts';
import { isPrice } from '@ticketing/common/money';
import { shownPlaces } from './places';

/** What a seller may change; null takes a limit away. */
interface TicketEdit {
  title?: string | undefined;
  price?: number | undefined;
  maxPerOrder?: number | null | undefined;
  maxPerBuyer?: number | null | undefined;
  saleStartsAt?: Date | null | undefined;
  saleEndsAt?: Date | null | undefined;
  seats?: string[] | undefined;
}

/** An edit as it is asked for. */
export interface WantedEdit extends TicketEdit {
  /** Who asks. */
  readonly userId: string;
  /** The version that was looked at; any if not given. */
  readonly version?: number | undefined;
  /** Places that there are to be. */
  readonly quantity?: number | undefined;
  /** Whether free places go off sale, which is all that is asked for then. */
  readonly withdraw?: true;
}

/** What is written for an edit. */
export interface TicketChange extends TicketEdit {
  /** Places that are asked for. */
  pendingQuantity?: number;
  withdrawn?: true;
}

/** What an edit is decided on. */
export interface EditableTicket {
  readonly title: string;
  readonly price: number;
  readonly userId: string;
  readonly status: TicketStatus;
  readonly version: number;
  readonly quantity: number;
  readonly held: number;
  readonly sold: number;
  readonly pendingQuantity?: number | undefined;
  readonly currency?: string | undefined;
  readonly seats?: readonly string[] | undefined;
  readonly maxPerOrder?: number | undefined;
  readonly maxPerBuyer?: number | undefined;
  readonly saleStartsAt?: Date | undefined;
  readonly saleEndsAt?: Date | undefined;
  readonly withdrawn?: true | undefined;
  readonly resaleOf?: string | undefined;
}

/** What becomes of an edit; an empty `set` changes nothing. */
export type EditDecision =
  { readonly do: true; readonly set: TicketChange } | { readonly do: false; readonly why: EditRefusal };
export type EditRefusal =
  | 'unknown'
  | 'not-the-seller'
  | 'withdrawn'
  | 'resale'
  | 'reserved'
  | 'sold'
  | 'outdated'
  | 'not-payable'
  | 'too-few-places'
  | 'seats-are-counted'
  | 'seats-only-added'
  | 'sale-ends-first';

const refuse = (why: EditRefusal): EditDecision => ({ do: false, why });

/**
 * Only the seller edits. A ticket of one place stays as it is while somebody holds it; of many places each order keeps the
 * price it was made at. A ticket from before there were limits of prices gets one within them with its next edit.
 */
export function decideEdit(ticket: EditableTicket | undefined, edit: WantedEdit): EditDecision {
  if (!ticket) return refuse('unknown');
  // Defence: a ticket is its seller’s → ;
  if (ticket.userId !== edit.userId) return refuse('not-the-seller');
  // Defence: a resale is changed with its admission alone → ;
  if (ticket.resaleOf) return refuse('resale');
  if (edit.withdraw) return { do: true, set: ticket.withdrawn ? {} : { withdrawn: true } };
  if (ticket.withdrawn) return refuse('withdrawn');
  if (ticket.quantity === 1 && ticket.status !== 'open') return refuse(ticket.status);
  if (edit.version !== undefined && edit.version !== ticket.version) return refuse('outdated');
  if (!isPrice(edit.price ?? ticket.price, ticket.currency)) return refuse('not-payable');
  const why = placesFault(ticket, edit);
  if (why) return refuse(why);
  const set = ticketChanges(ticket, edit);
  const { saleStartsAt, saleEndsAt } = { ...ticket, ...set };
  if (saleStartsAt && saleEndsAt && saleEndsAt <= saleStartsAt) return refuse('sale-ends-first');
  return { do: true, set };
}

function placesFault(ticket: EditableTicket, { quantity, seats }: WantedEdit): EditRefusal | undefined {
  const { seats: present = [] } = ticket;
  const { held, sold } = shownPlaces(ticket);
  // Whoever has a place of a ticket without labels would not know of theirs.
  if (seats && present.length === 0 && held + sold > 0) return 'seats-only-added';
  if (seats && present.some((label, place) => seats[place] !== label)) return 'seats-only-added';
  if (quantity === undefined) return undefined;
  if (seats ? quantity !== seats.length : present.length > 0) return 'seats-are-counted';
  return quantity < held + sold ? 'too-few-places' : undefined;
}

const editable = ['title', 'price', 'maxPerOrder', 'maxPerBuyer', 'saleStartsAt', 'saleEndsAt'] as const;

/** The part of an edit that differs from what is there; empty when nothing would change. */
function ticketChanges(ticket: EditableTicket, edit: WantedEdit): TicketChange {
  const { seats } = edit;
  const differing = editable.filter(
    (field) => edit[field] !== undefined && edit[field]?.valueOf() !== ticket[field]?.valueOf(),
  );
  const seatsBefore = ticket.seats?.length ?? 0;
  const moreSeats = seats !== undefined && seats.length > seatsBefore;
  const wanted = moreSeats ? seats.length : edit.quantity;
  // Labelled for the first time, the places are asked for even if they are as many as before: that makes them known one by one.
  const isAsked = moreSeats && seatsBefore === 0;
  return {
    ...Object.fromEntries(differing.map((field) => [field, edit[field]])),
    ...(moreSeats ? { seats } : {}),
    ...(wanted !== undefined && (isAsked || wanted !== (ticket.pendingQuantity ?? ticket.quantity))
      ? { pendingQuantity: wanted }
      : {}),
  };
}
