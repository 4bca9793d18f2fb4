import mongoose, { type ClientSession } from 'mongoose';
import { type Hold, holdingOrder } from '../domain/hold';
import { singlePlace } from '../domain/places';
import type { TicketDocument, TicketFields } from './ticket';

/** One row per order and ticket, with the last version of the order that was applied to it. */
export interface TicketHoldFields extends Omit<Hold, 'orderId'> {
  _id: string;
  ticketId: string;
  version: number;
  /** Places of the ticket that the order has; one, if absent; -1 where it gave back one that another order had sold. */
  quantity?: number;
  /** Which ones, from 0. */
  places?: number[];
}

const schema = new mongoose.Schema<TicketHoldFields>(
  {
    _id: { type: String, required: true },
    ticketId: { type: String, required: true },
    version: { type: Number, required: true },
    state: { type: String, enum: ['live', 'complete', 'ended'], required: true },
    quantity: Number,
    places: { type: [Number], default: undefined },
    sequence: { type: Number, required: true },
  },
  { versionKey: false },
);

schema.index({ ticketId: 1, state: 1 });

/** The orders of a ticket, as the order events told of them. The id is `<order>:<ticket>`; of older rows the order's. */
export const TicketHold = mongoose.model<TicketHoldFields>('TicketHold', schema);

/** The id of the row of an order and a ticket. */
export const toHoldId = ({ orderId, ticketId }: { orderId: string; ticketId: string }): string =>
  `${orderId}:${ticketId}`;

/** Rows that take a ticket. @param ticketId an id, or a condition on it */
export const taking = <Id>(ticketId: Id) => ({ ticketId, state: { $ne: 'ended' as const } });

/** Who holds a ticket of one place, and what that makes of it. */
export async function readSinglePlace(ticket: TicketDocument, session: ClientSession) {
  return singlePlaceFor(ticket, await TicketHold.find(taking(ticket.id), null, { session }).lean());
}

/** Who holds a ticket of one place, and what that makes of it. @param rows all of the ticket, at least those that take it */
export function singlePlaceFor(
  ticket: Pick<TicketFields, 'orderId' | 'withdrawn'>,
  rows: readonly TicketHoldFields[],
) {
  const holds = withoutGivenBack(rows).map(({ _id, state, sequence }) => ({
    orderId: _id.split(':')[0]!,
    state,
    sequence,
  }));
  const { orderId, status } = holdingOrder(ticket.orderId, holds);
  return { orderId, ...singlePlace(status, ticket.withdrawn) };
}

/** The orders of a ticket of one place but for those whose sale another has given back, the oldest first. */
function withoutGivenBack(rows: readonly TicketHoldFields[]): readonly TicketHoldFields[] {
  const isGivingBack = ({ quantity = 1 }: TicketHoldFields) => quantity < 0;
  const sold = rows.filter((row) => row.state === 'complete' && !isGivingBack(row));
  const oldest = sold.toSorted((a, b) => a.sequence - b.sequence).slice(0, rows.filter(isGivingBack).length);
  return rows.filter((row) => !isGivingBack(row) && !oldest.includes(row));
}

/** Places of a ticket that unpaid orders and paid ones have. */
export async function countPlaces(
  ticketId: string,
  session: ClientSession,
): Promise<{ held: number; sold: number }> {
  const rows = await TicketHold.find(taking(ticketId), { state: 1, quantity: 1 }, { session }).lean();
  const sum = (wanted: Hold['state']) =>
    rows.reduce((total, { state, quantity = 1 }) => total + (state === wanted ? quantity : 0), 0);
  return { held: sum('live'), sold: sum('complete') };
}

/** The tickets that an order has places of. */
export async function readOrderTickets(orderId: string): Promise<string[]> {
  // From `<order>:` to the character after the colon.
  const ofOrder = { _id: { $gte: `${orderId}:`, $lt: `${orderId};` } };
  const filter = { ...ofOrder, state: { $ne: 'ended' as const }, quantity: { $not: { $lt: 0 } } };
  const rows = await TicketHold.find(filter, { ticketId: 1 }).lean();
  return rows.map(({ ticketId }) => ticketId);
}
