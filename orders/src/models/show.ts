import mongoose from 'mongoose';

/** What orders knows of a show. */
export interface ShowFields {
  _id: string;
  status: 'scheduled' | 'cancelled';
  /** The last version applied. */
  version: number;
}

const schema = new mongoose.Schema<ShowFields>(
  {
    _id: { type: String, required: true },
    status: { type: String, enum: ['scheduled', 'cancelled'], required: true },
    version: { type: Number, required: true },
  },
  { versionKey: false },
);

/** Projection of the shows. Says whether one takes place. */
export const Show = mongoose.model<ShowFields>('Show', schema);
