import mongoose from 'mongoose';

/** What orders knows of a show. */
export interface ShowFields {
  _id: string;
  status: 'scheduled' | 'cancelled';
  /** Whether buyers are let through a few at a time. */
  queue?: boolean;
  /** The last version applied. */
  version: number;
}

const schema = new mongoose.Schema<ShowFields>(
  {
    _id: { type: String, required: true },
    status: { type: String, enum: ['scheduled', 'cancelled'], required: true },
    queue: { type: Boolean },
    version: { type: Number, required: true },
  },
  { versionKey: false },
);

/** Projection of the shows. Says whether one takes place, and how its places are sold. */
export const Show = mongoose.model<ShowFields>('Show', schema);
