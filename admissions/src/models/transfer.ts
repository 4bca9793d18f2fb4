import mongoose from 'mongoose';

export const TRANSFER_STATUSES = ['offered', 'accepted', 'declined', 'withdrawn'] as const;

/** An admission that is to change hands. */
export interface TransferFields {
  _id: mongoose.Types.ObjectId;
  admissionId: string;
  title: string;
  fromUserId: string;
  /** In its one form; whoever proves this address may accept. */
  email: string;
  /** Who accepted. */
  toUserId?: string | undefined;
  status: (typeof TRANSFER_STATUSES)[number];
  createdAt: Date;
  endedAt?: Date | undefined;
}

const schema = new mongoose.Schema<TransferFields>(
  {
    admissionId: { type: String, required: true },
    title: { type: String, required: true },
    fromUserId: { type: String, required: true },
    email: { type: String, required: true },
    toUserId: { type: String },
    status: { type: String, enum: TRANSFER_STATUSES, required: true },
    createdAt: { type: Date, required: true },
    endedAt: { type: Date },
  },
  { versionKey: false },
);

schema.index({ admissionId: 1 }, { unique: true, partialFilterExpression: { status: 'offered' } });
schema.index({ fromUserId: 1, createdAt: -1, _id: -1 });
schema.index({ email: 1, createdAt: -1, _id: -1 });

/** Admissions offered to others, and what became of it. */
export const Transfer = mongoose.model<TransferFields>('Transfer', schema);
