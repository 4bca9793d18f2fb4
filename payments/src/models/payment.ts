import mongoose from 'mongoose';
import { type AttemptStatus, attemptStatuses } from '../domain/attempt-status';
import type { Refusal } from '../domain/refusal';

/** Who caused a step. */
export interface Actor {
  /** A user's id, or the name of what acted by itself. */
  id: string;
  role: 'buyer' | 'admin' | 'seller' | 'orders' | 'stripe' | 'reconciliation';
}

/** One line of a payment's audit trail. */
export interface HistoryEntry {
  at: Date;
  status: AttemptStatus;
  by: Actor;
  reason?: string | undefined;
}

/** A refund, from the moment it was asked for. */
export interface RefundRecord {
  reason: string;
  by: Actor;
  requestedAt: Date;
  /** Counts the definite failures of Stripe to refund; each next try has a key of its own. */
  failures: number;
  /** What goes back, where places were sold again or given back before; else the whole. */
  amountCents?: number | undefined;
  /** Why Stripe could not, the last time. */
  lastFailure?: string | undefined;
  stripeId?: string | undefined;
  refundedAt?: Date | undefined;
}

/** A place of an order whose money went back, or is about to. */
export interface RefundedPlace {
  ticketId: string;
  /** Its number among the places of the ticket, from 0. */
  place: number;
  seat?: string | undefined;
}

/** A refund of some places of an order; the others stay paid. */
export interface PlaceRefund extends RefundRecord {
  /** Among those of the payment, from 1. */
  id: number;
  amountCents: number;
  places: RefundedPlace[];
}

/** One attempt to pay an order; the aggregate that payment events tell of. */
export interface PaymentRow {
  _id: mongoose.Types.ObjectId;
  orderId: string;
  /** The first ticket of the order; all are of one seller. */
  ticketId: string;
  /** All of them, where there are several. */
  ticketIds?: string[] | undefined;
  /** Who pays. */
  userId: string;
  /** Counts the attempts of the order, from 1. */
  attempt: number;
  /** What Stripe knows the attempt by, before it has an id for it. */
  idempotencyKey: string;
  /** In the currency's smallest unit. */
  amountCents: number;
  currency: string;
  /** Tells whether the same card is given again; the token itself is not kept. */
  tokenHash: string;
  status: AttemptStatus;
  /** Keeps the order from other attempts; see the unique index. */
  blocking: boolean;
  /** How many events were published: the version of the next. */
  version: number;
  /** Stripe's id of the payment. */
  stripeId?: string | undefined;
  /** Until when the bank may take; set once the bank has asked. */
  until?: Date | undefined;
  refusal?: Refusal | undefined;
  /** Of all of it, or of all that was left. */
  refund?: RefundRecord | undefined;
  /** Of some places each, the oldest first. */
  placeRefunds?: PlaceRefund[] | undefined;
  /** The places of those refunds, as `<ticketId>#<place>`: none is given back twice, or sold again. */
  refundedPlaces?: string[] | undefined;
  /** How often somebody began to pay for a place of it that was sold again. */
  claims?: number | undefined;
  /** Whether all its places were sold again: nothing of it goes back. */
  resold?: boolean | undefined;
  /** When to look after it by ourselves; unset when there is nothing left to do. */
  checkAt?: Date | undefined;
  /** How often that was done in this status. */
  checks: number;
  history: HistoryEntry[];
  createdAt: Date;
}

const part = { _id: false } as const;

const actor = new mongoose.Schema<Actor>(
  { id: { type: String, required: true }, role: { type: String, required: true } },
  part,
);

const refusal = new mongoose.Schema<Refusal>(
  { code: { type: String, required: true }, message: { type: String, required: true } },
  part,
);

const refundFields = {
  reason: { type: String, required: true },
  by: { type: actor, required: true },
  requestedAt: { type: Date, required: true },
  failures: { type: Number, required: true, default: 0 },
  amountCents: { type: Number },
  lastFailure: { type: String },
  stripeId: { type: String },
  refundedAt: { type: Date },
};

const refund = new mongoose.Schema<RefundRecord>(refundFields, part);

const placeRefund = new mongoose.Schema<PlaceRefund>(
  {
    ...refundFields,
    id: { type: Number, required: true },
    places: [{ _id: false, ticketId: String, place: Number, seat: String }],
  },
  part,
);

const historyEntry = new mongoose.Schema<HistoryEntry>(
  {
    at: { type: Date, required: true },
    status: { type: String, required: true },
    by: { type: actor, required: true },
    reason: { type: String },
  },
  part,
);

const schema = new mongoose.Schema<PaymentRow>(
  {
    orderId: { type: String, required: true },
    ticketId: { type: String, required: true },
    ticketIds: { type: [String], default: undefined },
    userId: { type: String, required: true },
    attempt: { type: Number, required: true, min: 1 },
    idempotencyKey: { type: String, required: true },
    amountCents: { type: Number, required: true, min: 1, validate: Number.isSafeInteger },
    currency: { type: String, required: true },
    tokenHash: { type: String, required: true },
    status: { type: String, required: true, enum: attemptStatuses },
    blocking: { type: Boolean, required: true },
    version: { type: Number, required: true, default: 0 },
    stripeId: { type: String },
    until: { type: Date },
    refusal: { type: refusal },
    refund: { type: refund },
    placeRefunds: { type: [placeRefund], default: undefined },
    refundedPlaces: { type: [String], default: undefined },
    claims: { type: Number },
    resold: { type: Boolean },
    checkAt: { type: Date },
    checks: { type: Number, required: true, default: 0 },
    history: [historyEntry],
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);

// One undecided or succeeded attempt per order, whatever number of requests and replicas there are.
schema.index(
  { orderId: 1 },
  { name: 'one_blocking_attempt', unique: true, partialFilterExpression: { blocking: true } },
);
schema.index({ orderId: 1, attempt: -1 }, { unique: true });
schema.index({ idempotencyKey: 1 }, { unique: true });
schema.index({ stripeId: 1 }, { unique: true, partialFilterExpression: { stripeId: { $exists: true } } });
schema.index({ userId: 1, _id: -1 });
// What a cancelled show gives back.
schema.index({ ticketId: 1, status: 1 });
schema.index({ ticketIds: 1, status: 1 }, { partialFilterExpression: { ticketIds: { $exists: true } } });
schema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } });

export const Payment = mongoose.model<PaymentRow>('Payment', schema, 'payments');
