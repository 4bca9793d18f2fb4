import type { ResaleCreatedEvent } from '@ticketing/common/contracts';
import mongoose from 'mongoose';

/** What orders knows of an admission that is sold again: its place, and the order that has it. */
export interface ResaleFields extends Pick<
  ResaleCreatedEvent['data'],
  'orderId' | 'ticketId' | 'place' | 'version'
> {
  /** Of the ticket by which it is sold. */
  _id: string;
}

const schema = new mongoose.Schema<ResaleFields>(
  {
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    ticketId: { type: String, required: true },
    place: { type: Number, required: true },
    version: { type: Number, required: true },
  },
  { versionKey: false },
);

/** Projection of the resales. */
export const Resale = mongoose.model<ResaleFields>('Resale', schema);
