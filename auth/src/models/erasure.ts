import mongoose from 'mongoose';

/** An account that is gone for good. */
export interface ErasureFields {
  /** The account. */
  _id: mongoose.Types.ObjectId;
  /** Of its last event. */
  version: number;
  at: Date;
  /** When nothing of it was left in the events that are kept. */
  doneAt?: Date;
}

const schema = new mongoose.Schema<ErasureFields>(
  {
    _id: { type: mongoose.Schema.Types.ObjectId, required: true },
    version: { type: Number, required: true },
    at: { type: Date, required: true },
    doneAt: Date,
  },
  { versionKey: false },
);

export const Erasure = mongoose.model<ErasureFields>('Erasure', schema, 'erasures');
