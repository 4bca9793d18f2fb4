import mongoose from 'mongoose';
import type { Audience, Change } from '../domain/change';

/** Who changed a support ticket when, and what from and to: one entry per version. It never changes. */
export interface HistoryFields {
  supportId: string;
  version: number;
  /** User id, or null when the platform did it. */
  actor: string | null;
  at: Date;
  changes: Change[];
  audience: Audience;
}

export type HistoryModel = mongoose.Model<HistoryFields>;

const changeSchema = new mongoose.Schema<Change>(
  { field: { type: String, required: true }, from: {}, to: {} },
  { _id: false },
);

const schema = new mongoose.Schema<HistoryFields>(
  {
    supportId: { type: String, required: true },
    version: { type: Number, required: true },
    actor: { type: String, default: null },
    at: { type: Date, required: true },
    changes: { type: [changeSchema], required: true },
    audience: { type: String, enum: ['everyone', 'staff'], required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);

schema.index({ supportId: 1, version: 1 }, { unique: true });

/** The history of a connection's database. */
export function historyEntries(connection: mongoose.Connection): HistoryModel {
  const known = connection.models['HistoryEntry'] as HistoryModel | undefined;
  return known ?? connection.model<HistoryFields>('HistoryEntry', schema, 'history');
}
