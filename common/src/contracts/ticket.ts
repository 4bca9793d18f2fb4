import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

const ticketStatus = z.enum(['open', 'reserved', 'sold']);
/** Whether a ticket can be bought. */
export type TicketStatus = z.infer<typeof ticketStatus>;

const ticket = z.object({
  id: fields.id,
  version: fields.version,
  title: z.string().min(1),
  price: fields.price,
  userId: fields.id,
  showId: fields.id.optional(),
  /** Places there are: for sale, held and sold; one, if absent. */
  quantity: fields.quantity.optional(),
  /** Places that the seller wants there to be, while that isn't granted yet. */
  pendingQuantity: fields.quantity.optional(),
  /** Labels of the places in their order, where they are seats; told when they change. */
  seats: z.array(z.string().min(1).max(16)).max(10_000).optional(),
  /** That of the show; the shop's, if absent. */
  currency: fields.currency.optional(),
  maxPerOrder: z.number().int().min(1).optional(),
  maxPerBuyer: z.number().int().min(1).optional(),
  saleStartsAt: fields.time.optional(),
  saleEndsAt: fields.time.optional(),
  /** Free places are no longer for sale. */
  withdrawn: z.literal(true).optional(),
  /** The admission that its holder sells again. */
  resaleOf: fields.id.optional(),
});

export const ticketEvents = defineEvents('ticket', {
  [Subjects.TicketCreated]: ticket,
  [Subjects.TicketUpdated]: ticket.extend({
    /** The live order that holds the ticket, or null. */
    orderId: fields.id.nullable(),
    status: ticketStatus,
    /** Places in unpaid orders, and in paid ones. */
    held: fields.quantity.optional(),
    sold: fields.quantity.optional(),
  }),
});

/** A ticket was put up for sale; it is open from the start. */
export type TicketCreatedEvent = EventIn<typeof ticketEvents, Subjects.TicketCreated>;
/** A ticket was edited by its seller, or taken, freed or sold by an order. */
export type TicketUpdatedEvent = EventIn<typeof ticketEvents, Subjects.TicketUpdated>;
