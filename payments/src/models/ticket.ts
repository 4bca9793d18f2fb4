import mongoose from 'mongoose';

/** The little that payments know of a ticket: who sells it, and may refund its payment, for which show, and what a receipt calls it. */
export interface TicketProjection {
  /** The ticket's id. */
  _id: string;
  /** Of the last event applied. */
  version: number;
  /** The seller. */
  userId: string;
  showId?: string | undefined;
  /** Unknown until an event told of it. */
  title?: string | undefined;
}

const schema = new mongoose.Schema<TicketProjection>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    userId: { type: String, required: true },
    showId: { type: String },
    title: { type: String },
  },
  { versionKey: false },
);

schema.index({ showId: 1 }, { partialFilterExpression: { showId: { $exists: true } } });

export const Ticket = mongoose.model<TicketProjection>('Ticket', schema, 'tickets');
