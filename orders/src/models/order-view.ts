import { OrderStatus } from '@ticketing/common/contracts';
import { z } from 'zod';
import { orderItems, orderTotal } from '../domain/items';
import type { OrderFields } from './order';

const ticket = z.object({
  id: z.string(),
  title: z.string(),
  price: z.number().describe('Of one place, fixed when the order was placed'),
});

/** An order as its buyer sees it. */
export const orderView = z
  .object({
    id: z.string(),
    status: z.enum(OrderStatus),
    userId: z.string().describe('The buyer'),
    expiresAt: z.date().describe('When an unpaid order ends'),
    version: z.int().min(0),
    ticket: ticket.describe('That of the first item'),
    items: z
      .array(
        z.object({
          ticket,
          quantity: z.int().min(1).describe('How many places'),
          seats: z.array(z.string()).optional().describe('Which, where the places are seats'),
        }),
      )
      .describe('What was ordered'),
    total: z.number().describe('What the buyer pays, in units of the currency'),
    currency: z.string().describe('As in ISO 4217, in small letters'),
    offer: z.literal(true).optional().describe('It was made for the next in a waiting list'),
    resale: z
      .object({
        surrendered: z.boolean().describe('Whether it can be paid: its holder’s code is void from then on'),
      })
      .optional()
      .describe('It is of a ticket that its holder sells again'),
    cancelReason: z.enum(['user', 'expired', 'refunded', 'show-cancelled', 'resale-withdrawn']).optional(),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Order' });

export type OrderView = z.infer<typeof orderView>;

/** What is read from the database to show an order. */
export type OrderRow = OrderFields & { _id: unknown };

/** Shows a document or a lean row, whichever the route read. */
export function presentOrder(row: OrderRow): OrderView {
  const { _id, status, userId, expiresAt, version, offer, cancelReason, createdAt, updatedAt } = row;
  const items = orderItems(row).map(({ ticket: of, quantity, seats }) => ({
    ticket: presentTicket(of),
    quantity,
    ...(seats?.length ? { seats } : {}),
  }));
  return {
    id: String(_id),
    status,
    userId,
    expiresAt,
    version,
    ticket: presentTicket(row.ticket),
    items,
    ...orderTotal(row),
    ...(offer ? { offer } : {}),
    ...(row.resale ? { resale: { surrendered: row.resale.surrendered } } : {}),
    ...(cancelReason ? { cancelReason } : {}),
    createdAt,
    updatedAt,
  };
}

function presentTicket({ id, title, price }: OrderFields['ticket']): OrderView['ticket'] {
  return { id, title, price };
}
