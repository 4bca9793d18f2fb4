import mongoose from 'mongoose';
import type { Hold } from '../domain/hold';

/** One row per order, with the last version of it that was applied. */
export interface TicketHoldFields extends Omit<Hold, 'orderId'> {
  _id: string;
  ticketId: string;
  version: number;
  /** Places of the ticket that the order has; one, if absent. */
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

/** The orders of a ticket, as the order events told of them. The id is the order's. */
export const TicketHold = mongoose.model<TicketHoldFields>('TicketHold', schema);
