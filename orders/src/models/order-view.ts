import { OrderStatus } from '@ticketing/common/contracts';
import { z } from 'zod';
import { orderItems, orderTotal, type RefundedItem, totalPrice } from '../domain/items';
import type { OrderFields } from './order';

const ticket = z.object({
  id: z.string(),
  title: z.string(),
  price: z.number().describe('Of one place, fixed when the order was placed'),
  showId: z
    .string()
    .optional()
    .describe('The show that it is for; when an order is read, not when it is placed'),
});

const orderedItem = z.object({
  ticket,
  quantity: z.int().min(1).describe('How many places'),
  seats: z.array(z.string()).optional().describe('Which, where the places are seats'),
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
    items: z.array(orderedItem).describe('What was ordered, but for what was given back'),
    total: z.number().describe('What the buyer pays for them, in units of the currency'),
    refunded: z
      .object({
        items: z.array(orderedItem),
        total: z.number().describe('What they had cost, in units of the currency'),
      })
      .optional()
      .describe('Places that were given back while the order went on'),
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

/** The shows of tickets, by the ticket's id. */
export type ShowIds = ReadonlyMap<string, string>;

/** Shows a document or a lean row, whichever the route read. */
export function presentOrder(row: OrderRow, shows: ShowIds = new Map()): OrderView {
  const { _id, status, userId, expiresAt, version, offer, cancelReason, createdAt, updatedAt } = row;
  return {
    id: String(_id),
    status,
    userId,
    expiresAt,
    version,
    ticket: presentTicket(row.ticket, shows),
    items: orderItems(row).map((item) => presentItem(item, shows)),
    ...orderTotal(row),
    ...presentRefunded(row, shows),
    ...(offer ? { offer } : {}),
    ...(row.resale ? { resale: { surrendered: row.resale.surrendered } } : {}),
    ...(cancelReason ? { cancelReason } : {}),
    createdAt,
    updatedAt,
  };
}

/** What was given back of an order while it went on; nothing for most orders. */
function presentRefunded(
  { refunded = [] }: Pick<OrderFields, 'refunded'>,
  shows: ShowIds,
): Pick<OrderView, 'refunded'> {
  if (refunded.length === 0) return {};
  const total = totalPrice(refunded.map(({ ticket: { price }, quantity }) => ({ price, quantity })));
  return { refunded: { items: refunded.map((item) => presentItem(item, shows)), total } };
}

function presentItem({ ticket: of, quantity, seats }: RefundedItem, shows: ShowIds) {
  return { ticket: presentTicket(of, shows), quantity, ...(seats?.length ? { seats } : {}) };
}

function presentTicket({ id, title, price }: OrderFields['ticket'], shows: ShowIds): OrderView['ticket'] {
  const showId = shows.get(id);
  return { id, title, price, ...(showId && { showId }) };
}
