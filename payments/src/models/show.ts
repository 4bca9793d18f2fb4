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
  title?: string | undefined;
  status: ShowCreatedEvent['data']['status'];
  cancelReason?: string | undefined;
  startsAt?: Date | undefined;
  /** How often it has moved to another time or place. */
  sequence?: number | undefined;
  /** When the last move was heard of, and which it was. */
  moved?: { sequence: number; at: Date } | undefined;
  /** When to look next for payments to give back; unset while the show is on. */
  checkAt?: Date | undefined;
  /** How often in a row that was done and none could be requested. */
  checks?: number | undefined;
}

const schema = new mongoose.Schema<ShowProjection>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    userId: { type: String, required: true },
    title: { type: String },
    status: { type: String, required: true },
    cancelReason: { type: String },
    startsAt: { type: Date },
    sequence: { type: Number },
    moved: { type: { sequence: Number, at: Date }, _id: false },
    checkAt: { type: Date },
    checks: { type: Number },
  },
  { versionKey: false },
);

schema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } });

export const Show = mongoose.model<ShowProjection>('Show', schema, 'shows');
