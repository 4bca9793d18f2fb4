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
});

export const ticketEvents = defineEvents('ticket', {
  [Subjects.TicketCreated]: ticket,
  [Subjects.TicketUpdated]: ticket.extend({
    /** The live order that holds the ticket, or null. */
    orderId: fields.id.nullable(),
    status: ticketStatus,
  }),
});

/** A ticket was put up for sale; it is open from the start. */
export type TicketCreatedEvent = EventIn<typeof ticketEvents, Subjects.TicketCreated>;
/** A ticket was edited by its seller, or taken, freed or sold by an order. */
export type TicketUpdatedEvent = EventIn<typeof ticketEvents, Subjects.TicketUpdated>;
