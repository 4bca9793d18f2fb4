import type { CancelReason, OrderStatus } from '@ticketing/common/contracts';
import type { OrderFields } from './order';

/** An order as its buyer sees it. */
export interface OrderView {
  id: string;
  status: OrderStatus;
  userId: string;
  /** ISO 8601. */
  expiresAt: Date;
  version: number;
  ticket: { id: string; title: string; price: number };
  cancelReason?: CancelReason;
  createdAt: Date;
  updatedAt: Date;
}

/** What is read from the database to show an order. */
export type OrderRow = OrderFields & { _id: unknown };

/** Shows a document or a lean row, whichever the route read. */
export function presentOrder(row: OrderRow): OrderView {
  const { _id, status, userId, expiresAt, version, ticket, cancelReason, createdAt, updatedAt } = row;
  return {
    id: String(_id),
    status,
    userId,
    expiresAt,
    version,
    ticket: { id: ticket.id, title: ticket.title, price: ticket.price },
    ...(cancelReason ? { cancelReason } : {}),
    createdAt,
    updatedAt,
  };
}
