import { z } from 'zod';
import { defineEvents, defineFacts, type EventIn, fields } from './event';
import { Subjects } from './subjects';

/** The state of a resale, whole. */
const resale = z.object({
  /** That of the ticket by which it is sold. */
  id: fields.id,
  version: fields.version,
  /** What its holder sells again. */
  admissionId: fields.id,
  /** The place: of the order that had paid for it, which can no longer give it back once it is sold again. */
  orderId: fields.id,
  ticketId: fields.id,
  place: z.number().int().min(0),
  seat: z.string().optional(),
  title: z.string().min(1),
  showId: fields.id.optional(),
  /** Who held it, and sells it. */
  userId: fields.id,
  /** Whose door it opens. */
  organiserId: fields.id,
  price: fields.price,
  currency: fields.currency,
  /** What that order had paid for the place; unknown of an order from before its events told. */
  paid: fields.price.optional(),
  /**
   * `surrendered` while `resaleOrderId` may pay for it: the code is good no more. Unpaid, it is `listed` again, and the code good.
   */
  status: z.enum(['listed', 'surrendered', 'sold', 'withdrawn']),
  /** The order for which it is surrendered, or was when it ended. */
  resaleOrderId: fields.id.optional(),
});

const withdrawReason = z.enum(['holder', 'checked-in', 'transferred', 'refunded', 'show-cancelled']);
/** Why an admission is no longer for sale. */
export type ResaleWithdrawReason = z.infer<typeof withdrawReason>;

export const resaleEvents = defineEvents('resale', {
  [Subjects.ResaleCreated]: resale,
  [Subjects.ResaleUpdated]: resale.extend({ reason: withdrawReason.optional() }),
  [Subjects.ResaleCompleted]: resale.extend({
    resaleOrderId: fields.id,
    /** The admission that was born for the buyer. */
    newAdmissionId: fields.id,
    /** What the giver is to get. */
    owed: z.object({ userId: fields.id, amount: fields.price, currency: fields.currency }),
  }),
});

export const resaleFacts = defineFacts({
  [Subjects.ResaleRefused]: z.object({
    /** The resale's. */
    id: fields.id,
    /** The order that can't be paid, and ends. */
    orderId: fields.id,
  }),
});

/** A holder put an admission up for sale. */
export type ResaleCreatedEvent = EventIn<typeof resaleEvents, Subjects.ResaleCreated>;
/** It was surrendered to an order, came back unpaid, or was withdrawn. */
export type ResaleUpdatedEvent = EventIn<typeof resaleEvents, Subjects.ResaleUpdated>;
/** It was paid: the buyer has a new admission, and the giver is owed. */
export type ResaleCompletedEvent = EventIn<typeof resaleEvents, Subjects.ResaleCompleted>;
/** An order came for an admission that is no longer for sale. */
export type ResaleRefusedEvent = EventIn<typeof resaleFacts, Subjects.ResaleRefused>;
