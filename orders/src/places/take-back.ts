import type { Transaction } from '@ticketing/common/outbox';
import { orderItems } from '../domain/items';
import type { OrderDocument } from '../models/order';
import { Place, placeId, placeNumber, withPrefix } from '../models/place';
import { Show } from '../models/show';
import { Ticket, type TicketFields } from '../models/ticket';

/** Whether one of the tickets is of a show that was called off. */
export async function isCancelledShow({ session }: Transaction, order: OrderDocument): Promise<boolean> {
  const ids = orderItems(order).map(({ ticket }) => ticket.id);
  const filter = { _id: { $in: ids }, 'terms.showId': { $exists: true } };
  const tickets = await Ticket.find(filter, { 'terms.showId': 1 }, { session }).lean<
    Pick<TicketFields, 'terms'>[]
  >();
  if (tickets.length === 0) return false;
  const shows = { _id: { $in: tickets.map(({ terms }) => terms!.showId!) }, status: 'cancelled' as const };
  return (await Show.exists(shows).session(session)) !== null;
}

/**
 * Gives an order that ended its places again, or others of the same tickets where they have no labels.
 *
 * @returns whether all were free; if not, nothing was taken
 * @throws a duplicate key when somebody takes one at the same instant
 */
export async function takeBack({ session }: Transaction, order: OrderDocument): Promise<boolean> {
  const items = [];
  for (const item of orderItems(order)) {
    const { id } = item.ticket;
    const rows = await Place.find({ _id: withPrefix(id) }, { _id: 1 }, { session }).lean();
    const gone = new Set(rows.map(({ _id }) => placeNumber(_id)));
    const own = item.places.filter((n) => !gone.has(n));
    const ticket = await Ticket.findById(id, { places: 1, seatsVersion: 1 }, { session }).lean();
    const size = ticket?.seatsVersion === undefined ? (ticket?.places?.size ?? 1) : 0;
    const others = Array.from({ length: size }, (_, n) => n).filter((n) => !gone.has(n) && !own.includes(n));
    const places = [...own, ...others];
    if (places.length < item.quantity) return false;
    const { quantity, seats } = item;
    const { title, price } = item.ticket;
    items.push({
      ticket: { id, title, price },
      quantity,
      places: places.slice(0, quantity),
      ...(seats?.length ? { seats: [...seats] } : {}),
    });
  }
  const rows = items.flatMap(({ ticket, places }) =>
    places.map((n) => ({ _id: placeId(ticket.id, n), order: order._id })),
  );
  await Place.insertMany(rows, { session });
  order.set({ items });
  return true;
}
