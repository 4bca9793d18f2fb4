import type { ResaleUpdatedEvent } from '@ticketing/common/contracts';
import mongoose from 'mongoose';

type ResaleData = ResaleUpdatedEvent['data'];

/** What payments know of an admission that its holder sells again: whose charge its place can't be given back of any more. */
export interface ResaleProjection extends Pick<ResaleData, 'orderId' | 'organiserId' | 'status'> {
  /** That of the ticket by which it is sold. */
  _id: string;
  /** Of the last event applied. */
  version: number;
  /** The place, of the ticket that it was first sold by; unknown of resales from before that was kept. */
  ticketId?: string | undefined;
  place?: number | undefined;
  /** What the place had cost, in currency units. */
  paid?: number | undefined;
  /** The order for which the holder's code is void. */
  resaleOrderId?: string | null | undefined;
  /** That order once it may be charged; until the resale ends, nothing is given back of the order that had the place. */
  claimedBy?: string | null | undefined;
}

const schema = new mongoose.Schema<ResaleProjection>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    orderId: { type: String, required: true },
    organiserId: { type: String, required: true },
    status: { type: String, required: true },
    ticketId: { type: String },
    place: { type: Number },
    paid: { type: Number },
    resaleOrderId: { type: String },
    claimedBy: { type: String },
  },
  { versionKey: false },
);

schema.index({ orderId: 1 });

export const Resale = mongoose.model<ResaleProjection>('Resale', schema, 'resales');
