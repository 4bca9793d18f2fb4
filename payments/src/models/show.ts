import type { ShowCreatedEvent } from '@ticketing/common/contracts';
import mongoose from 'mongoose';

/** What payments know of a show: whose it is, and whether its payments are to be given back. */
export interface ShowProjection {
  /** The show's id. */
  _id: string;
  /** Of the last event applied. */
  version: number;
  /** The organiser. */
  userId: string;
  status: ShowCreatedEvent['data']['status'];
  cancelReason?: string | undefined;
  /** When to look next for payments to give back; unset while the show is on. */
  checkAt?: Date | undefined;
  /** How often that was done and nothing was found. */
  checks?: number | undefined;
}

const schema = new mongoose.Schema<ShowProjection>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    userId: { type: String, required: true },
    status: { type: String, required: true },
    cancelReason: { type: String },
    checkAt: { type: Date },
    checks: { type: Number },
  },
  { versionKey: false },
);

schema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } });

export const Show = mongoose.model<ShowProjection>('Show', schema, 'shows');
