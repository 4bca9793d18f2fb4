import { z } from 'zod';
import { fields, versionedEvent } from './event';
import { Subjects } from './subjects';

export const ticketStatus = z.enum(['open', 'reserved', 'sold']);
/** Whether a ticket can be bought. */
export type TicketStatus = z.infer<typeof ticketStatus>;

const data = z.object({
  id: fields.id,
  version: fields.version,
  title: z.string().min(1),
  price: fields.price,
  userId: fields.id,
  /** The live order that holds the ticket, or null. */
  orderId: fields.id.nullable(),
  status: ticketStatus,
});

/** A ticket was edited by its seller, or taken, freed or sold by an order. */
export interface TicketUpdatedEvent {
  subject: Subjects.TicketUpdated;
  data: z.infer<typeof data>;
}

export const ticketUpdated = versionedEvent('ticket', Subjects.TicketUpdated, data);
