import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

const payment = z.object({ id: fields.id, version: fields.version, orderId: fields.id });

const charge = payment.extend({
  stripeId: z.string().min(1),
  userId: fields.id,
  /** In the unit of ticket prices, whole cents: the whole charge. */
  amount: fields.price,
});

export const paymentEvents = defineEvents('payment', {
  [Subjects.PaymentPending]: payment.extend({
    /** ISO 8601 time until which the bank may take to decide. */
    until: fields.time,
  }),
  [Subjects.PaymentCreated]: charge,
  [Subjects.PaymentRefunded]: charge.extend({
    reason: z.string().min(1),
    /** What was given back, where places had been sold again; the whole, if absent. */
    refunded: fields.price.optional(),
  }),
});

/** The bank asks the buyer to confirm a payment. */
export type PaymentPendingEvent = EventIn<typeof paymentEvents, Subjects.PaymentPending>;
/** An order's charge succeeded. */
export type PaymentCreatedEvent = EventIn<typeof paymentEvents, Subjects.PaymentCreated>;
/** An order's charge was given back. */
export type PaymentRefundedEvent = EventIn<typeof paymentEvents, Subjects.PaymentRefunded>;
