import type { Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { orderItems, type Ordered } from '../domain/items';
import type { OrderFields } from '../models/order';
import { Place, placeId } from '../models/place';
import { Ticket } from '../models/ticket';

/**
 * Frees the places of orders that ended, in the transaction that ends them; what others have by now stays theirs.
 * @returns their numbers, by the ticket
 */
export async function freePlaces(
  tx: Transaction,
  orders: readonly (Ordered & Pick<OrderFields, 'resale'> & { readonly _id: mongoose.Types.ObjectId })[],
): Promise<Map<string, number[]>> {
  return freeSome(
    tx,
    orders.map(({ _id }) => _id),
    orders.flatMap(takenPlaces),
  );
}

/** Frees some places of orders, as far as they are theirs. @returns their numbers, by the ticket */
export async function freeSome(
  { session }: Transaction,
  orderIds: readonly mongoose.Types.ObjectId[],
  taken: readonly { readonly ticketId: string; readonly places: readonly number[] }[],
): Promise<Map<string, number[]>> {
  const freed = new Map<string, number[]>();
  if (taken.length === 0) return freed;
  const places = taken.flatMap(({ ticketId, places }) => places.map((n) => placeId(ticketId, n)));
  await Place.deleteMany({ _id: { $in: places }, order: { $in: orderIds } }, { session });
  for (const { ticketId, places } of taken) freed.set(ticketId, [...(freed.get(ticketId) ?? []), ...places]);
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

/** What an order takes of its tickets; one that bought of a holder, of the ticket that the place was first sold by, too. */
function takenPlaces(order: Ordered & Pick<OrderFields, 'resale'>) {
  const own = orderItems(order).map(({ ticket, places }) => ({ ticketId: ticket.id, places }));
  const { freed } = order.resale ?? {};
  return freed ? [...own, { ticketId: freed.ticketId, places: [freed.place] }] : own;
}
