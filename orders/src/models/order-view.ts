import { OrderStatus } from '@ticketing/common/contracts';
import { z } from 'zod';
import type { OrderFields } from './order';

/** An order as its buyer sees it. */
export const orderView = z
  .object({
    id: z.string(),
    status: z.enum(OrderStatus),
    userId: z.string().describe('The buyer'),
    expiresAt: z.date().describe('When an unpaid order ends'),
    version: z.int().min(0),
    ticket: z.object({
      id: z.string(),
      title: z.string(),
      price: z.number().describe('What the buyer pays, fixed when the order was placed'),
    }),
    cancelReason: z.enum(['user', 'expired', 'refunded', 'show-cancelled']).optional(),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Order' });

export type OrderView = z.infer<typeof orderView>;

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
