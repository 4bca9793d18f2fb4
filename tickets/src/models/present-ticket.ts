import type { TicketStatus } from '@ticketing/common/contracts';

/** A ticket as clients see it. */
export interface TicketView {
  id: string;
  title: string;
  price: number;
  userId: string;
  orderId: string | null;
  status: TicketStatus;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What is read from the database to show a ticket. */
export type TicketRow = Omit<TicketView, 'id'> & { _id: unknown };

/** Fields that a list or a single ticket needs; keeps search words and bookkeeping on the server. */
export const ticketProjection = {
  title: 1,
  price: 1,
  userId: 1,
  orderId: 1,
  status: 1,
  version: 1,
  createdAt: 1,
  updatedAt: 1,
} as const;

/** Shows a document or a lean row, whichever the route read. */
export function presentTicket(row: TicketRow): TicketView {
  const { _id, title, price, userId, orderId, status, version, createdAt, updatedAt } = row;
  return { id: String(_id), title, price, userId, orderId, status, version, createdAt, updatedAt };
}
