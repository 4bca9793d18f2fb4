import { z } from 'zod';
import { fields, versionedEvent } from './event';
import { Subjects } from './subjects';

const data = z.object({
  id: fields.id,
  version: fields.version,
  title: z.string().min(1),
  price: fields.price,
  userId: fields.id,
});

/** A ticket was put up for sale; it is open from the start. */
export interface TicketCreatedEvent {
  subject: Subjects.TicketCreated;
  data: z.infer<typeof data>;
}

export const ticketCreated = versionedEvent('ticket', Subjects.TicketCreated, data);
