import mongoose from 'mongoose';

/** Where somebody in a waiting list stands. */
export const WAITING_STATUSES = ['waiting', 'offered', 'taken', 'passed', 'left'] as const;

/** Why an entry waits no longer, or what it came to. */
export const WAITING_REASONS = [
  'declined',
  'ran-out',
  'suspended',
  'too-many-holds',
  'over-limit',
  'withdrawn',
  'sale-ended',
  'show-cancelled',
] as const;

/** Somebody who waits for places of a ticket. */
export interface WaitingEntryFields {
  ticketId: string;
  userId: string;
  /** Places, all or none. */
  quantity: number;
  /** Their number in the line of the ticket, from 1; no two share one. */
  number: number;
  /**
   * `waiting`; `offered` while there is an order for them that isn't paid; `taken` once it is; `passed` when somebody else
   * was asked; `left` when they left, or the line ended.
   */
  status: (typeof WAITING_STATUSES)[number];
  /** The order that was made for them. */
  orderId?: string;
  why?: (typeof WAITING_REASONS)[number];
  createdAt: Date;
}

const schema = new mongoose.Schema<WaitingEntryFields>(
  {
    ticketId: { type: String, required: true },
    userId: { type: String, required: true },
    quantity: { type: Number, required: true },
    number: { type: Number, required: true },
    status: { type: String, enum: WAITING_STATUSES, required: true },
    orderId: { type: String },
    why: { type: String, enum: WAITING_REASONS },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);

schema.index({ ticketId: 1, number: 1 }, { unique: true });
schema.index({ ticketId: 1, status: 1, number: 1, quantity: 1 });
schema.index({ userId: 1, createdAt: -1, _id: -1 });
schema.index({ orderId: 1 }, { partialFilterExpression: { orderId: { $exists: true } } });

/** The waiting lists. Only the transactions that join, free and add places change where somebody stands. */
export const WaitingEntry = mongoose.model<WaitingEntryFields>('WaitingEntry', schema, 'waiting_entries');
