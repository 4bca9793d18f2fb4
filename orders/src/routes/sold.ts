import { OrderStatus } from '@ticketing/common/contracts';
import { NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  newestFirst,
  pageAnswer,
  parsePage,
  sendCsv,
  sendPage,
} from '@ticketing/common/http';
import { CURRENCY } from '@ticketing/common/money';
import { containsText } from '@ticketing/common/mongo';
import { lookupUser } from '@ticketing/common/roles';
import mongoose from 'mongoose';
import { z } from 'zod';
import { type RefundedItem, totalPrice } from '../domain/items';
import { orderNumber, parseOrderNumber } from '../domain/order-number';
import { Order, type OrderFields } from '../models/order';
import { Ticket } from '../models/ticket';
import { countDays, MAX_DAYS, soldFrom } from '../sales';
import { daysQuery, soldDay } from './sales';

const CSV_HEADER = [
  'order',
  'date',
  'name',
  'email',
  'places',
  'seats',
  'total',
  'currency',
  'status',
  'refunded',
  'number',
];

const soldItem = z.object({
  ticketId: z.string(),
  title: z.string(),
  quantity: z.int().min(1),
  seats: z.array(z.string()).optional(),
});

const soldOrder = z
  .object({
    id: z.string(),
    status: z.enum(['paid', 'refunded']),
    name: z.string().describe('Of the buyer; empty if not known'),
    email: z.string(),
    items: z
      .array(soldItem)
      .describe('Places of this show, but for those that were given back before the others'),
    total: z.number().describe('What was paid for them, in units of the currency'),
    refunded: z
      .object({ items: z.array(soldItem), total: z.number() })
      .optional()
      .describe('Places of this show that were given back while the order went on'),
    currency: z.string(),
    createdAt: z.date(),
  })
  .meta({ id: 'SoldOrder' });
type SoldOrder = z.infer<typeof soldOrder>;

const orders = defineRoute({
  method: 'get',
  path: '/api/orders/sold/:showId',
  summary: 'The orders of a show that were paid, newest first; the seller only',
  description: 'Those whose money went back are among them. With `format=csv` the whole list as a file.',
  access: 'signed-in',
  query: z.object({
    q: field
      .text('q', { min: 0, max: 100 })
      .optional()
      .describe('An order’s id or number, or part of a name, address or seat'),
    format: z.enum(['json', 'csv'], 'format must be json or csv').optional(),
  }),
  answers: { 200: pageAnswer('Orders', soldOrder) },
  async handler(req, res) {
    const { showId } = req.params;
    const ticketIds = await findOwnTickets(showId, req.currentUser.id);
    const { q, format } = req.query;
    if (format === 'csv') {
      return sendCsv(res, `orders-${showId}`, CSV_HEADER, toCells(findSold(ticketIds, { q }), ticketIds));
    }
    const page = parsePage(req);
    const rows: SoldRow[] = [];
    for await (const row of findSold(ticketIds, { q, after: newestFirst.after(page), limit: page.limit + 1 }))
      rows.push(row);
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    sendPage(
      req,
      res,
      items.map((row) => present(row, ticketIds)),
      { nextAfter },
    );
  },
});

const days = defineRoute({
  method: 'get',
  path: '/api/orders/sold/:showId/days',
  summary: 'How many places of a show were sold on each day, and for how much; the seller only',
  description: `The last ${MAX_DAYS} days on which any were, oldest first. What was refunded isn’t counted.`,
  access: 'signed-in',
  query: daysQuery,
  answers: {
    200: answer('Days', z.array(soldDay)),
  },
  async handler(req, res) {
    const ticketIds = await findOwnTickets(req.params.showId, req.currentUser.id);
    const { timeZone = 'UTC' } = req.query;
    res.send(await countDays(ticketIds, timeZone));
  },
});

/**
 * The tickets of a show that somebody sells.
 *
 * @throws NotFoundError when there are no tickets of such a show
 * @throws NotAuthorizedError when all are somebody else's
 */
async function findOwnTickets(showId: string, userId: string): Promise<string[]> {
  const tickets = await Ticket.find({ 'terms.showId': showId }, { userId: 1 }).lean();
  if (tickets.length === 0) throw new NotFoundError();
  // Defence: what was sold is its seller’s → const own = tickets;
  const own = tickets.filter((ticket) => ticket.userId === userId);
  if (own.length === 0) throw new NotAuthorizedError();
  return own.map(({ _id }) => String(_id));
}

type SoldRow = OrderFields & { _id: mongoose.Types.ObjectId; buyer: { name: string; email: string }[] };

interface SoldQuery {
  readonly q?: string | undefined;
  /** Filter of the rows after the page before. */
  readonly after?: object;
  readonly limit?: number;
}

function findSold(ticketIds: readonly string[], { q, after = {}, limit }: SoldQuery): AsyncIterable<SoldRow> {
  const part = q && containsText(q);
  const id = q && mongoose.isObjectIdOrHexString(q) ? [{ _id: new mongoose.Types.ObjectId(q) }] : [];
  const end = q && parseOrderNumber(q);
  const number = end ? [{ $expr: { $eq: [{ $substrBytes: [{ $toString: '$_id' }, 16, 8] }, end] } }] : [];
  return Order.aggregate<SoldRow>([
    { $match: { $and: [soldFrom(ticketIds), after] } },
    { $sort: newestFirst.sort },
    lookupUser('userId', 'buyer'),
    ...(part
      ? [
          {
            $match: {
              $or: [
                ...id,
                ...number,
                { 'buyer.name': part },
                { 'buyer.email': part },
                { 'items.seats': part },
                { 'refunded.seats': part },
              ],
            },
          },
        ]
      : []),
    ...(limit === undefined ? [] : [{ $limit: limit }]),
  ]).cursor();
}

/** An order as far as it is of these tickets. */
function present(row: SoldRow, ticketIds: readonly string[]): SoldOrder {
  const { _id, status, items = [], refunded = [], currency = CURRENCY, createdAt, buyer } = row;
  const isOwn = ({ ticket }: RefundedItem) => ticketIds.includes(ticket.id);
  const given = refunded.filter(isOwn);
  return {
    id: String(_id),
    status: status === OrderStatus.Complete ? 'paid' : 'refunded',
    name: buyer[0]?.name ?? '',
    email: buyer[0]?.email ?? '',
    ...presentItems(items.filter(isOwn)),
    ...(given.length > 0 ? { refunded: presentItems(given) } : {}),
    currency,
    createdAt,
  };
}

function presentItems(items: readonly RefundedItem[]) {
  return {
    items: items.map(({ ticket: { id, title }, quantity, seats }) => ({
      ticketId: id,
      title,
      quantity,
      ...(seats?.length ? { seats } : {}),
    })),
    total: totalPrice(items.map(({ ticket: { price }, quantity }) => ({ price, quantity }))),
  };
}

async function* toCells(
  rows: AsyncIterable<SoldRow>,
  ticketIds: readonly string[],
): AsyncGenerator<string[]> {
  for await (const row of rows) {
    const { id, createdAt, name, email, items, total, currency, status, refunded } = present(row, ticketIds);
    const places = items.map(({ title, quantity }) => `${quantity} × ${title}`).join('; ');
    const seats = items.flatMap((item) => item.seats ?? []).join(' ');
    const back = (refunded?.total ?? 0).toFixed(2);
    const paid = [total.toFixed(2), currency, status, back];
    yield [id, createdAt.toISOString(), name, email, places, seats, ...paid, orderNumber(id)];
  }
}

/** The routes of what a show sold. */
export const soldRoutes = [orders, days];
