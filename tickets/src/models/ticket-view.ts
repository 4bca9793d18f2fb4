import { z } from 'zod';
import type { TicketFields } from './ticket';

/** A ticket as clients see it. */
export const ticketView = z
  .object({
    id: z.string(),
    title: z.string().min(1).max(200),
    price: z
      .number()
      .positive()
      .describe(
        'Currency units, whole cents; one that was listed before there were limits may be out of them',
      ),
    userId: z.string().describe('The seller'),
    orderId: z.string().nullable().describe('The order that holds it'),
    status: z.enum(['open', 'reserved', 'sold']),
    version: z.int().min(0),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Ticket' });

export type TicketView = z.infer<typeof ticketView>;

/** What is read from the database to show a ticket: no search words, no bookkeeping. */
export type TicketRow = Omit<TicketView, 'id'> & { _id: unknown };

export const ticketProjection = {
  title: 1,
  price: 1,
  userId: 1,
  orderId: 1,
  status: 1,
  version: 1,
  createdAt: 1,
  updatedAt: 1,
} as const satisfies { [F in keyof TicketFields]?: 1 };

/** Shows a document or a lean row, whichever the route read. */
export function presentTicket(row: TicketRow): TicketView {
  const { _id, title, price, userId, orderId, status, version, createdAt, updatedAt } = row;
  return { id: String(_id), title, price, userId, orderId, status, version, createdAt, updatedAt };
}
