import mongoose from 'mongoose';
import type { Act, Entry } from '../domain/audit-chain';

const act = {
  action: { type: String, required: true },
  actor: { type: String, default: null },
  subject: { type: String, default: null },
  at: { type: Date, required: true },
  address: String,
  userAgent: String,
  correlationId: String,
  before: mongoose.Schema.Types.Mixed,
  after: mongoose.Schema.Types.Mixed,
  count: Number,
};

/** An entry as it is stored. */
export type StoredEntry = Omit<Entry, 'id'> & { readonly _id: string };
/** An act that has no place in the log yet. */
export interface PendingAct extends Act {
  readonly _id: string;
  /** When it gets one at the earliest: what is counted together has to be complete. */
  readonly dueAt: Date;
}

const entrySchema = new mongoose.Schema(
  { _id: String, ...act, sequence: { type: Number, required: true }, previous: String, hash: String },
  { versionKey: false, minimize: false, collection: 'audit_log' },
);
entrySchema.index({ sequence: 1 }, { unique: true });
entrySchema.index({ actor: 1, sequence: -1 });
entrySchema.index({ subject: 1, sequence: -1 });
entrySchema.index({ action: 1, sequence: -1 });
entrySchema.index({ address: 1, sequence: -1 });

const pendingSchema = new mongoose.Schema(
  { _id: String, ...act, dueAt: { type: Date, required: true } },
  { versionKey: false, minimize: false, collection: 'audit_pending' },
);
pendingSchema.index({ dueAt: 1 });

export const AuditEntry = mongoose.model<StoredEntry>('AuditEntry', entrySchema as never);
export const PendingAudit = mongoose.model<PendingAct>('PendingAudit', pendingSchema as never);
