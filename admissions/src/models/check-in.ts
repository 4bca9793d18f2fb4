import mongoose from 'mongoose';

export const CHECK_IN_RESULTS = ['admitted', 'used', 'void', 'wrong_show', 'too_early'] as const;
export type CheckInResult = (typeof CHECK_IN_RESULTS)[number];

/** What a gate was answered about a code that is signed; kept, so that the same question has the same answer. */
export interface CheckInFields {
  _id: string;
  admissionId: string;
  /** Where it was shown. */
  doorId: string;
  result: CheckInResult;
  /** When the answer was decided. */
  at: Date;
  gate?: string | undefined;
  /** When somebody went in with that code, or this one did. */
  usedAt?: Date | undefined;
  usedGate?: string | undefined;
  /** What the device's clock said; it decides nothing. */
  deviceAt?: Date | undefined;
  /** Whether the device had let somebody in, or not, before it asked. */
  offline: boolean;
  byUserId: string;
  undoneAt?: Date | undefined;
}

const schema = new mongoose.Schema<CheckInFields>(
  {
    _id: { type: String, required: true },
    admissionId: { type: String, required: true },
    doorId: { type: String, required: true },
    result: { type: String, enum: CHECK_IN_RESULTS, required: true },
    at: { type: Date, required: true },
    gate: { type: String },
    usedAt: { type: Date },
    usedGate: { type: String },
    deviceAt: { type: Date },
    offline: { type: Boolean, required: true },
    byUserId: { type: String, required: true },
    undoneAt: { type: Date },
  },
  { versionKey: false },
);

schema.index({ doorId: 1, at: -1, _id: -1 });

/** Everything that gates have asked. */
export const CheckIn = mongoose.model<CheckInFields>('CheckIn', schema);
