import type { ResaleUpdatedEvent } from '@ticketing/common/contracts';
import mongoose from 'mongoose';

type ResaleData = ResaleUpdatedEvent['data'];

export const RESALE_STATUSES = [
  'listed',
  'surrendered',
  'sold',
  'withdrawn',
] as const satisfies readonly ResaleData['status'][];

/** An admission that its holder sells again. */
export interface ResaleFields extends Omit<ResaleData, 'id' | 'reason'> {
  /** Of the ticket by which it is sold. */
  _id: string;
  reason?: ResaleData['reason'];
  createdAt: Date;
}

const schema = new mongoose.Schema<ResaleFields>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    admissionId: { type: String, required: true },
    orderId: { type: String, required: true },
    ticketId: { type: String, required: true },
    place: { type: Number, required: true },
    seat: { type: String },
    title: { type: String, required: true },
    showId: { type: String },
    userId: { type: String, required: true },
    organiserId: { type: String, required: true },
    price: { type: Number, required: true },
    currency: { type: String, required: true },
    paid: { type: Number },
    status: { type: String, enum: RESALE_STATUSES, required: true },
    resaleOrderId: { type: String },
    reason: { type: String },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);

/** What is told of resales; what is decided, is decided on the admission. */
export const Resale = mongoose.model<ResaleFields>('Resale', schema);
