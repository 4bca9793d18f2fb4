import { updateIfCurrent } from '@ticketing/common/mongo';
import mongoose from 'mongoose';

/** What orders knows of a ticket for sale. */
export interface TicketFields {
  title: string;
  /** Currency units, whole cents. */
  price: number;
  /** The seller. */
  userId: string;
  /** The last version applied. */
  version: number;
}

const schema = new mongoose.Schema<TicketFields>(
  {
    title: { type: String, required: true },
    price: { type: Number, required: true },
    userId: { type: String, required: true },
  },
  { versionKey: 'version' },
);

updateIfCurrent(schema);

/** Projection of the tickets. Says what a ticket costs, never whether it is free. */
export const Ticket = mongoose.model<TicketFields>('Ticket', schema);
