import { BadRequestError } from '@ticketing/common/errors';
import type { Transaction } from '@ticketing/common/outbox';
import type { ClientSession } from 'mongoose';
import { orderItems } from '../domain/items';
import type { OrderDocument } from '../models/order';
import { Place, type PlaceFields, placeId, placeNumber, withPrefix } from '../models/place';
import { Show } from '../models/show';
import { Ticket, type TicketFields } from '../models/ticket';
import { findAllowances } from './allowances';

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
 * @returns why not, if its places are gone, or its buyer has as many as they may without them; then nothing was taken
 * @throws a duplicate key when somebody takes one at the same instant, or the buyer elsewhere
 */
export async function takeBack({ session }: Transaction, order: OrderDocument): Promise<string | undefined> {
  const items = [];
  const rows: PlaceFields[] = [];
  for (const item of orderItems(order)) {
    const { id } = item.ticket;
    const others = await Place.find({ _id: withPrefix(id) }, { _id: 1 }, { session }).lean();
    const gone = new Set(others.map(({ _id }) => placeNumber(_id)));
    const own = item.places.filter((n) => !gone.has(n));
    const ticket = await Ticket.findById(id, { seats: 0 }, { session }).lean();
    const size = ticket?.seatsVersion === undefined ? (ticket?.places?.size ?? 1) : 0;
    const free = Array.from({ length: size }, (_, n) => n).filter((n) => !gone.has(n) && !own.includes(n));
    const { quantity, seats } = item;
    const { title, price } = item.ticket;
    const places = [...own, ...free].slice(0, quantity);
    if (places.length < quantity) return 'the ticket was taken by another order';
    const allowances = await allowancesFor({ id, terms: ticket?.terms ?? {} }, order, quantity, session);
    if (!allowances) return 'the buyer has as many of the ticket as they may';
    places.forEach((place, nth) => {
      const allowance = allowances[nth];
      rows.push({ _id: placeId(id, place), order: order._id, ...(allowance ? { allowance } : {}) });
    });
    items.push({
      ticket: { id, title, price },
      quantity,
      places,
      ...(seats?.length ? { seats: [...seats] } : {}),
    });
  }
  await Place.insertMany(rows, { session });
  order.set({ items });
  return undefined;
}

async function allowancesFor(
  ticket: Parameters<typeof findAllowances>[0],
  { userId }: OrderDocument,
  quantity: number,
  session: ClientSession,
): Promise<string[] | undefined> {
  try {
    return await findAllowances(ticket, userId, quantity, session);
  } catch (error) {
    if (error instanceof BadRequestError) return undefined;
    throw error;
  }
}
