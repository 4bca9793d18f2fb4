import type { Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { orderItems, type Ordered } from '../domain/items';
import { Place, placeId } from '../models/place';
import { Ticket } from '../models/ticket';

/**
 * Frees the places of orders that ended, in the transaction that ends them; what others have by now stays theirs.
 * @returns their numbers, by the ticket
 */
export async function freePlaces(
  { session }: Transaction,
  orders: readonly (Ordered & { readonly _id: unknown })[],
): Promise<Map<string, number[]>> {
  const freed = new Map<string, number[]>();
  if (orders.length === 0) return freed;
  const items = orders.flatMap(orderItems);
  const places = items.flatMap(({ ticket, places: taken }) => taken.map((n) => placeId(ticket.id, n)));
  await Place.deleteMany({ _id: { $in: places }, order: { $in: orders.map(({ _id }) => _id) } }, { session });
  for (const { ticket, places: taken } of items)
    freed.set(ticket.id, [...(freed.get(ticket.id) ?? []), ...taken]);
  await Ticket.collection.updateMany(
    {
      _id: { $in: [...freed.keys()].map((id) => new mongoose.Types.ObjectId(id)) },
      places: { $exists: true },
    },
    { $inc: { 'places.freed': 1 } },
    { session },
  );
  return freed;
}
