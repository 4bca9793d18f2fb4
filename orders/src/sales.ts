import { OrderStatus } from '@ticketing/common/contracts';
import { CURRENCY, fromCents } from '@ticketing/common/money';
import type mongoose from 'mongoose';
import { Order, type OrderFields } from './models/order';
import { Ticket, type TicketFields } from './models/ticket';

/** Days that one answer tells of, at the most. */
export const MAX_DAYS = 400;
const DAY_MS = 86_400_000;

/** What became of the places of some tickets of one currency; amounts are in units of it. */
export interface Sales {
  currency: string;
  sold: number;
  held: number;
  free: number;
  /** What was paid, with what was refunded since. */
  taken: number;
  refunded: number;
}

/** What was sold on a day. */
export interface SoldDay {
  /** As `2026-05-01`. */
  day: string;
  places: number;
  /** In units of the currency. */
  total: number;
  currency: string;
}

/** Matches, by the index of what was sold, the orders that were paid. */
export function soldFrom(ticketIds: readonly string[]): mongoose.QueryFilter<OrderFields> {
  return { 'items.ticket.id': { $in: [...ticketIds] }, paymentId: { $exists: true } };
}

const cents = (item: string) => ({
  $multiply: [`${item}.quantity`, { $round: { $multiply: [`${item}.ticket.price`, 100] } }],
});

/**
 * Places and money of tickets by day, without what was refunded: the last {@link MAX_DAYS} that there are, oldest first.
 * @param since nothing before is looked at
 */
export async function countDays(
  ticketIds: readonly string[],
  timeZone: string,
  since?: Date,
): Promise<SoldDay[]> {
  const rows = await Order.aggregate<{
    _id: string;
    sales: { currency?: string; places: number; cents: number }[];
  }>([
    {
      $match: {
        ...soldFrom(ticketIds),
        status: OrderStatus.Complete,
        ...(since ? { createdAt: { $gte: since } } : {}),
      },
    },
    { $unwind: '$items' },
    { $match: { 'items.ticket.id': { $in: ticketIds } } },
    {
      $group: {
        _id: {
          day: { $dateToString: { date: '$createdAt', format: '%Y-%m-%d', timezone: timeZone } },
          currency: '$currency',
        },
        places: { $sum: '$items.quantity' },
        cents: { $sum: cents('$items') },
      },
    },
    { $sort: { '_id.currency': 1 } },
    {
      $group: {
        _id: '$_id.day',
        sales: { $push: { currency: '$_id.currency', places: '$places', cents: '$cents' } },
      },
    },
    { $sort: { _id: -1 } },
    { $limit: MAX_DAYS },
  ]);
  return rows.toReversed().flatMap(({ _id: day, sales }) =>
    sales.map(({ currency = CURRENCY, places, cents: sum }) => ({
      day,
      places,
      total: fromCents(sum),
      currency,
    })),
  );
}

/** What a seller sold by day over all; days that are longer ago than {@link MAX_DAYS} aren't looked at. */
export async function countSellersDays(userId: string, timeZone: string, now: Date): Promise<SoldDay[]> {
  const tickets = await findTickets(userId);
  return countDays(
    tickets.map(({ id }) => id),
    timeZone,
    new Date(now.getTime() - MAX_DAYS * DAY_MS),
  );
}

interface SellersTicket extends Pick<TicketFields, 'places'> {
  readonly id: string;
  /** That it is sold for by its organiser; none of what somebody sells again. */
  readonly showId?: string | undefined;
  readonly currency: string;
}

async function findTickets(userId: string, showIds?: readonly string[]): Promise<SellersTicket[]> {
  // Defence: sales are their seller’s → const own = {};
  const own = { userId };
  const shows = showIds ? { 'terms.showId': { $in: [...showIds] } } : {};
  const rows = await Ticket.find({ ...own, ...shows }, { terms: 1, places: 1 }).lean();
  return rows.map(({ _id, terms: { showId, resaleOf, currency = CURRENCY } = {}, places }) => ({
    id: String(_id),
    currency,
    ...(places ? { places } : {}),
    ...(showId === undefined || resaleOf !== undefined ? {} : { showId }),
  }));
}

/** Sales of some tickets, by currency. */
export interface SalesOverview {
  readonly total: Sales[];
  /** Of tickets without a show, and of what was sold again. */
  readonly withoutShow: Sales[];
}

/** What a seller sold over all. */
export async function countSales(userId: string): Promise<SalesOverview> {
  const counted = await countByTicket(await findTickets(userId));
  return {
    total: addUp(counted),
    withoutShow: addUp(counted.filter(({ showId }) => showId === undefined)),
  };
}

/** What a seller sold of these shows; of those that have no ticket of theirs nothing is said. */
export async function countShowSales(
  userId: string,
  showIds: readonly string[],
): Promise<{ showId: string; sales: Sales[] }[]> {
  const counted = await countByTicket(await findTickets(userId, showIds));
  return showIds.flatMap((showId) => {
    const sales = addUp(counted.filter((each) => each.showId === showId));
    return sales.length > 0 ? [{ showId, sales }] : [];
  });
}

/** Places and whole cents of one ticket in one currency. */
type Counted = Sales & Pick<SellersTicket, 'showId'>;

async function countByTicket(tickets: readonly SellersTicket[]): Promise<Counted[]> {
  const ids = tickets.map(({ id }) => id);
  const [paid, held] = await Promise.all([countPaid(ids), countHeld(ids)]);
  return tickets.flatMap(({ id, showId, currency, places }): Counted[] => {
    const its = paid.get(id) ?? [];
    const inOrders = held.get(id) ?? 0;
    const sold = its.reduce((sum, row) => sum + row.sold, 0);
    const free = Math.max(0, (places?.quantity ?? 1) - sold - inOrders);
    return [
      { showId, currency, sold: 0, held: inOrders, free, taken: 0, refunded: 0 },
      // What was paid is counted in the currency that it was paid in.
      ...its.map(({ _id, sold: count, taken, refunded }) => ({
        showId,
        currency: _id.currency ?? CURRENCY,
        sold: count,
        held: 0,
        free: 0,
        taken,
        refunded,
      })),
    ];
  });
}

interface PaidRow {
  readonly _id: { readonly ticketId: string; readonly currency?: string };
  readonly sold: number;
  readonly taken: number;
  readonly refunded: number;
}

/** What became of paid orders, in whole cents, by the ticket. */
async function countPaid(ticketIds: readonly string[]): Promise<Map<string, PaidRow[]>> {
  const isKept = { $and: ['$kept', { $eq: ['$status', OrderStatus.Complete] }] };
  const parts = (items: string, kept: boolean) => ({
    $map: { input: { $ifNull: [items, []] }, in: { item: '$$this', kept: { $literal: kept } } },
  });
  const rows = await Order.aggregate<PaidRow>([
    { $match: soldFrom(ticketIds) },
    {
      $project: {
        status: 1,
        currency: 1,
        parts: { $concatArrays: [parts('$items', true), parts('$refunded', false)] },
      },
    },
    { $unwind: '$parts' },
    { $project: { status: 1, currency: 1, item: '$parts.item', kept: '$parts.kept' } },
    { $match: { 'item.ticket.id': { $in: ticketIds } } },
    {
      $group: {
        _id: { ticketId: '$item.ticket.id', currency: '$currency' },
        sold: { $sum: { $cond: [isKept, '$item.quantity', 0] } },
        taken: { $sum: cents('$item') },
        refunded: { $sum: { $cond: [isKept, 0, cents('$item')] } },
      },
    },
  ]);
  const byTicket = new Map<string, PaidRow[]>();
  for (const row of rows) byTicket.set(row._id.ticketId, [...(byTicket.get(row._id.ticketId) ?? []), row]);
  return byTicket;
}

/** Places in orders that wait to be paid, by the ticket. */
async function countHeld(ticketIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await Order.aggregate<{ _id: string; held: number }>([
    { $match: { 'items.ticket.id': { $in: ticketIds }, pending: true } },
    { $unwind: '$items' },
    { $match: { 'items.ticket.id': { $in: ticketIds } } },
    { $group: { _id: '$items.ticket.id', held: { $sum: '$items.quantity' } } },
  ]);
  return new Map(rows.map(({ _id, held }) => [_id, held]));
}

/** The sums of each currency; a sum of several is none. */
function addUp(counted: readonly Counted[]): Sales[] {
  const byCurrency = new Map<string, Sales>();
  for (const { currency, sold, held, free, taken, refunded } of counted) {
    const before = byCurrency.get(currency) ?? { currency, sold: 0, held: 0, free: 0, taken: 0, refunded: 0 };
    byCurrency.set(currency, {
      currency,
      sold: before.sold + sold,
      held: before.held + held,
      free: before.free + free,
      taken: before.taken + taken,
      refunded: before.refunded + refunded,
    });
  }
  return [...byCurrency.values()]
    .map((sales) => ({ ...sales, taken: fromCents(sales.taken), refunded: fromCents(sales.refunded) }))
    .sort((a, b) => a.currency.localeCompare(b.currency));
}
