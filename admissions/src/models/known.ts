import type { ShowCreatedEvent } from '@ticketing/common/contracts';
import { isNextVersion } from '@ticketing/common/messaging';
import type { Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';

/** What admissions know of a ticket. */
export interface TicketFields {
  _id: string;
  version: number;
  title: string;
  /** The seller. */
  userId: string;
  showId?: string | undefined;
  seats?: string[] | undefined;
  /** In currency units; missing of tickets that were heard of before it was kept. */
  price?: number | undefined;
  currency?: string | undefined;
}

const ticketSchema = new mongoose.Schema<TicketFields>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    title: { type: String, required: true },
    userId: { type: String, required: true },
    showId: { type: String },
    seats: { type: [String], default: undefined },
    price: { type: Number },
    currency: { type: String },
  },
  { versionKey: false },
);

/** Projection of the tickets. */
export const Ticket = mongoose.model<TicketFields>('Ticket', ticketSchema);

type ShowData = ShowCreatedEvent['data'];

/** What admissions know of a show. */
export interface ShowFields extends Pick<
  ShowData,
  'version' | 'userId' | 'title' | 'timeZone' | 'venue' | 'status' | 'sequence'
> {
  _id: string;
  startsAt: Date;
  endsAt: Date | null;
  doorsAt: Date | null;
  /** The most that a resale may cost, in percent of the face value; missing of shows that were heard of before it was kept. */
  resaleCapPercent?: number | undefined;
}

const showSchema = new mongoose.Schema<ShowFields>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    userId: { type: String, required: true },
    title: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, default: null },
    doorsAt: { type: Date, default: null },
    timeZone: { type: String, required: true },
    venue: { type: Object, required: true },
    status: { type: String, required: true },
    sequence: { type: Number, required: true },
    resaleCapPercent: { type: Number },
  },
  { versionKey: false },
);

/** Projection of the shows. */
export const Show = mongoose.model<ShowFields>('Show', showSchema);

/** The last version applied of an order. */
interface OrderVersionFields {
  _id: string;
  version: number;
}

const orderSchema = new mongoose.Schema<OrderVersionFields>(
  { _id: { type: String, required: true }, version: { type: Number, required: true } },
  { versionKey: false },
);

/** Keeps each order event from being applied twice or out of order. */
export const OrderVersion = mongoose.model<OrderVersionFields>('OrderVersion', orderSchema);

/** One version of an order. */
export interface OrderRef {
  readonly id: string;
  readonly version: number;
}

/** Whether this is the next version of the order, which it then is. @throws GapError when an earlier one is missing */
export async function takeVersion({ session }: Transaction, { id, version }: OrderRef): Promise<boolean> {
  const known = await OrderVersion.findById(id).session(session).lean();
  if (!isNextVersion({ aggregate: `order:${id}`, version }, known?.version)) return false;
  await OrderVersion.updateOne({ _id: id }, { $set: { version } }, { upsert: true, session });
  return true;
}
