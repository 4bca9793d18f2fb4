import mongoose from 'mongoose';

/** A webhook as it came; its id makes sure that a repeated one is known. */
export interface StripeEventRow {
  /** Stripe's id of the event. */
  _id: string;
  type: string;
  /** The payment at Stripe that it is about. */
  intentId: string;
  receivedAt: Date;
  /** Set once what it tells of is recorded. */
  handledAt?: Date;
}

/** Stripe repeats an event for at most three days; ids are kept ten times as long. */
const RETENTION_SECONDS = 30 * 24 * 3600;

const schema = new mongoose.Schema<StripeEventRow>(
  {
    _id: { type: String, required: true },
    type: { type: String, required: true },
    intentId: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    handledAt: { type: Date },
  },
  { versionKey: false },
);
schema.index({ receivedAt: 1 }, { name: 'unhandled', partialFilterExpression: { handledAt: null } });
schema.index({ handledAt: 1 }, { name: 'retention', expireAfterSeconds: RETENTION_SECONDS });

export const StripeEvent = mongoose.model<StripeEventRow>('StripeEvent', schema, 'stripe_events');
