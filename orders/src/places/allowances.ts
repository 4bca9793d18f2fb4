import { BadRequestError } from '@ticketing/common/errors';
import type { ClientSession } from 'mongoose';
import { Order } from '../models/order';
import { Place, withPrefix } from '../models/place';
import type { TicketAvailability } from '../ticket-availability';

/**
 * Keys for places of a ticket of which a buyer may have so many; none where there is no limit. Their unique index keeps
 * the limit exact when a buyer asks several times at once.
 *
 * @param session the transaction that is to see them
 * @throws BadRequestError when the buyer would have more places than they may
 */
export async function findAllowances(
  { id, terms }: Pick<TicketAvailability, 'id' | 'terms'>,
  userId: string,
  quantity: number,
  session: ClientSession | null = null,
): Promise<string[]> {
  const { maxPerBuyer } = terms;
  if (maxPerBuyer === undefined) return [];
  const prefix = `${id}#${userId}`;
  const live = { userId, holds: true, 'items.ticket.id': id };
  const orders = await Order.find(live, { items: 1 }).session(session).lean();
  const places = await Place.find({ allowance: withPrefix(prefix) }, { allowance: 1 })
    .session(session)
    .lean();
  const had = orders
    .flatMap(({ items = [] }) => items)
    .reduce((sum, item) => (item.ticket.id === id ? sum + item.quantity : sum), 0);
  const used = new Set(places.map(({ allowance }) => allowance));
  const keys = Array.from({ length: maxPerBuyer }, (_, nth) => `${prefix}#${nth}`);
  const free = keys.filter((key) => !used.has(key));
  if (had + quantity > maxPerBuyer || free.length < quantity) {
    const message = `A buyer may have ${maxPerBuyer} of these places`;
    throw new BadRequestError(message, { field: 'quantity', code: 'over_limit' });
  }
  return free.slice(0, quantity);
}
