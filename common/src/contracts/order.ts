import { z } from 'zod';
import { defineEvents, defineFacts, type EventIn, fields } from './event';
import { Subjects } from './subjects';

/** Where an order stands. Only the orders service moves it. */
export enum OrderStatus {
  /** Holds its ticket until `expiresAt`. */
  Created = 'created',
  /** The bank asks the buyer; the hold was extended once. */
  AwaitingPayment = 'awaiting:payment',
  /** Paid. */
  Complete = 'complete',
  /** Ended without a sale; its ticket is free again. */
  Cancelled = 'cancelled',
}

const cancelReason = z.enum(['user', 'expired', 'refunded', 'show-cancelled', 'resale-withdrawn']);
/** Why an order ended without a sale, or why a sale was undone. */
export type CancelReason = z.infer<typeof cancelReason>;

/** Places of one ticket. */
const places = z.object({
  ticket: z.object({ id: fields.id, price: fields.price }),
  quantity: z.number().int().min(1),
  /** Which of the ticket's places, from 0. */
  places: z.array(z.number().int().min(0)),
  seats: z.array(z.string()).optional(),
});

const items = z.object({
  /** What was ordered, but for what was given back; one place of `ticket`, if absent. */
  items: z
    .array(
      places.extend({
        /** Those of `places` that their holders have sold again: they stay sold whatever becomes of this order. */
        resold: z.array(z.number().int().min(0)).optional(),
      }),
    )
    .min(1)
    .optional(),
  /** What the buyer pays for them. */
  total: fields.price.optional(),
  /** Places that were given back while the order went on, all there have been. */
  refunded: z.array(places).min(1).optional(),
  currency: fields.currency.optional(),
  /** Whether it was made for the next in a waiting list. */
  offer: z.literal(true).optional(),
  /** Set of an order for an admission that its holder sells again; such an order is of that alone. */
  resale: z
    .object({
      admissionId: fields.id,
      /** Whether the holder's code is void; not before that can it be paid. */
      surrendered: z.boolean(),
      /** The place that is free again, of the ticket that it was first sold by: the order had paid, and was given back. */
      freed: z.object({ ticketId: fields.id, place: z.number().int().min(0) }).optional(),
    })
    .optional(),
});

/** The state of an order that goes on, whole. `ticket.price` is what the buyer pays, fixed when the order was placed. */
const live = items.extend({
  id: fields.id,
  version: fields.version,
  status: z.enum(OrderStatus),
  userId: fields.id,
  expiresAt: fields.time,
  ticket: z.object({ id: fields.id, price: fields.price }),
});

const ended = items.extend({
  id: fields.id,
  version: fields.version,
  userId: fields.id,
  ticket: z.object({ id: fields.id }),
});

export const orderEvents = defineEvents('order', {
  [Subjects.OrderCreated]: live,
  [Subjects.OrderUpdated]: live.extend({
    /** Why it ended; only where a state that has ended is told once more. */
    reason: cancelReason.optional(),
  }),
  [Subjects.OrderCancelled]: ended.extend({ reason: cancelReason }),
  [Subjects.OrderCompleted]: ended,
});

export const orderFacts = defineFacts({
  [Subjects.OrderPaymentRejected]: z.object({
    orderId: fields.id,
    paymentId: fields.id,
    reason: z.string().min(1),
  }),
});

/** A buyer reserved a ticket until `expiresAt`. */
export type OrderCreatedEvent = EventIn<typeof orderEvents, Subjects.OrderCreated>;
/** An order changed: the bank asks, and the hold was extended; or some of its places were given back, once it was paid. */
export type OrderUpdatedEvent = EventIn<typeof orderEvents, Subjects.OrderUpdated>;
/** An order ended and no longer holds its ticket. */
export type OrderCancelledEvent = EventIn<typeof orderEvents, Subjects.OrderCancelled>;
/** An order was paid; its ticket is sold. */
export type OrderCompletedEvent = EventIn<typeof orderEvents, Subjects.OrderCompleted>;
/** Money came for an order that can no longer be completed: it has to be given back. */
export type OrderPaymentRejectedEvent = EventIn<typeof orderFacts, Subjects.OrderPaymentRejected>;
