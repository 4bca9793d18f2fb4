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
  [Subjects.PaymentUpdated]: charge.extend({
    reason: z.string().min(1),
    /** What was given back of it this time. */
    refunded: fields.price,
    /** The places of the order that it was given back for; the others stay paid. */
    items: z
      .array(
        z.object({
          ticket: z.object({ id: fields.id }),
          quantity: z.number().int().min(1),
          /** Which of the ticket's places, from 0. */
          places: z.array(z.number().int().min(0)).min(1),
          seats: z.array(z.string()).optional(),
        }),
      )
      .min(1),
  }),
  [Subjects.PaymentRefunded]: charge.extend({
    reason: z.string().min(1),
    /** What was given back, where that wasn't all: places had been sold again, or given back before. */
    refunded: fields.price.optional(),
  }),
});

/** The bank asks the buyer to confirm a payment. */
export type PaymentPendingEvent = EventIn<typeof paymentEvents, Subjects.PaymentPending>;
/** An order's charge succeeded. */
export type PaymentCreatedEvent = EventIn<typeof paymentEvents, Subjects.PaymentCreated>;
/** Some places of an order were given back, and what was paid for them. */
export type PaymentUpdatedEvent = EventIn<typeof paymentEvents, Subjects.PaymentUpdated>;
/** An order's charge was given back, or what was left of it. */
export type PaymentRefundedEvent = EventIn<typeof paymentEvents, Subjects.PaymentRefunded>;
