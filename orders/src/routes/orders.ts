import {
  BadRequestError,
  NotAuthorizedError,
  NotFoundError,
  RequestValidationError,
} from '@ticketing/common/errors';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  isStaff,
  missingRights,
  newestFirst,
  pageAnswer,
  parsePage,
  sendPage,
} from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { orderItems } from '../domain/items';
import { cancelByUser } from '../domain/order';
import { Order } from '../models/order';
import { type OrderRow, orderView, presentOrder, type ShowIds } from '../models/order-view';
import { Ticket } from '../models/ticket';
import { MAX_PLACES, type Reservations, type WantedItem } from '../reservations';
import { quantity } from './quantity';
import { saveChanged } from '../save-changed';
import type { Offers } from '../waiting/offers';

/** What the routes work with. */
export interface OrdersContext {
  readonly outbox: Outbox;
  readonly offers: Offers;
  readonly reservations: Reservations;
  /** How long an order holds its ticket, in seconds. */
  readonly windowSeconds: number;
  /** How many unpaid places a buyer may have. */
  readonly maxUnpaid: number;
  /** Of orders that one account may place. */
  readonly orderLimit: RequestHandler;
}

const list = defineRoute({
  method: 'get',
  path: '/api/orders',
  summary: 'The user’s own orders, newest first',
  access: 'signed-in',
  query: z.object({ ticketId: field.id('ticketId').optional().describe('Only orders of this ticket') }),
  answers: { 200: pageAnswer('Own orders', orderView) },
  async handler(req, res) {
    const page = parsePage(req);
    const { ticketId } = req.query;
    const rows = await Order.find({
      userId: req.currentUser.id,
      $and: [
        ticketId ? { $or: [{ 'ticket.id': ticketId }, { 'items.ticket.id': ticketId }] } : {},
        newestFirst.after(page),
      ],
    })
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<OrderRow[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    const shows = await findShows(items);
    const views = items.map((row) => presentOrder(row, shows));
    sendPage(req, res, views, { nextAfter });
  },
});

/** The shows of what was ordered, by the ticket's id. */
async function findShows(rows: readonly OrderRow[]): Promise<ShowIds> {
  const ids = rows.flatMap((row) => orderItems(row).map(({ ticket }) => ticket.id));
  const tickets = await Ticket.find({ _id: { $in: ids } }, { terms: 1 }).lean();
  return new Map(
    tickets.flatMap(({ _id, terms }) => (terms?.showId ? [[String(_id), terms.showId] as const] : [])),
  );
}

const wanted = {
  quantity,
  seats: field
    .seats('seats', MAX_PLACES)
    .optional()
    .describe('The labels of the places that are wanted; any, if not said'),
  price: field
    .amount('price')
    .optional()
    .describe(
      'What the buyer was shown for a place. No order is made at another price: 409 `price_changed` says which it is now',
    ),
};

const ticketId = field.id('ticketId', 'Ticket id must be given');

const newOrderBody = z
  .object({
    ticketId: ticketId.optional().describe('The only ticket; without it, there are `items`'),
    ...wanted,
    items: z
      .array(z.object({ ticketId, ...wanted }))
      .min(1)
      .max(MAX_PLACES)
      .optional()
      .describe('Tickets of one seller and one currency, of which all are reserved or none'),
  })
  .meta({ id: 'NewOrder' });

const create = defineRoute({
  method: 'post',
  path: '/api/orders',
  summary: 'Reserve up to ten places; 400 when too few are free',
  description:
    'All places are reserved or none. 400 has the code `reserved` when none is left but somebody may let go, `sold_out`, ' +
    '`not_on_sale`, `over_limit` or `own_ticket`. ' +
    'With `price`, the order is made at that price or not at all: when the ticket is known at another one, the answer ' +
    'waits up to a second for the news of a change, and is then a 409 with the code `price_changed` and the price of ' +
    'now. Without it, the order has the price that this service knows, which lags behind the ticket for a moment.',
  access: 'signed-in',
  body: newOrderBody,
  example: { ticketId: '665f1f77bcf86cd799439011', price: 20 },
  idempotent: true,
  answers: { 201: answer('The order', orderView) },
  errors: [404, 429],
  limit: ({ orderLimit }: OrdersContext) => orderLimit,
  async handler(req, res, { reservations, windowSeconds, maxUnpaid }: OrdersContext) {
    const order = await reservations.place(
      { userId: req.currentUser.id, items: wantedItems(req.body), windowSeconds, maxUnpaid, now: new Date() },
      (batch, placed) => req.idempotency?.saveAnswer(batch, 201, presentOrder(placed)),
    );
    res.status(201).send(presentOrder(order));
  },
});

/** @throws RequestValidationError unless either a ticket or items are given */
function wantedItems({ ticketId: only, items, ...wish }: z.output<typeof newOrderBody>): WantedItem[] {
  if (only !== undefined && items !== undefined) throw fault('items', 'Either ticketId or items is given');
  if (items) return items;
  if (only === undefined) throw fault('ticketId', 'Ticket id must be given');
  return [{ ticketId: only, ...wish }];
}

function fault(name: string, message: string): RequestValidationError {
  return new RequestValidationError([{ message, field: name }]);
}

const show = defineRoute({
  method: 'get',
  path: '/api/orders/:id',
  summary: 'One order; its buyer and staff only',
  access: 'current-role',
  answers: { 200: answer('The order', orderView) },
  async handler(req, res) {
    const order = await Order.findById(req.params.id).lean<OrderRow>();
    if (!order) throw new NotFoundError();
    const { currentUser } = req;
    // Defence: an order is its buyer’s → ;
    if (order.userId !== currentUser.id && !isStaff(currentUser)) throw missingRights(currentUser);
    res.send(presentOrder(order, await findShows([order])));
  },
});

const cancel = defineRoute({
  method: 'delete',
  path: '/api/orders/:id',
  summary: 'Give the places back; a completed order cannot be cancelled',
  access: 'signed-in',
  answers: { 204: answer('Cancelled') },
  async handler(req, res, { outbox, offers }: OrdersContext) {
    const { id } = req.params;
    await outbox.transaction(
      async (tx) => {
        const order = await Order.findById(id).session(tx.session);
        if (!order) throw new NotFoundError();
        // Defence: an order is its buyer’s to cancel → ;
        if (order.userId !== req.currentUser.id) throw new NotAuthorizedError();
        const decision = cancelByUser(order);
        if (decision.do) {
          order.set(decision.set);
          await saveChanged(tx, order, offers);
        } else if (decision.why === 'complete') {
          throw new BadRequestError('A completed order cannot be cancelled');
        }
      },
      { exclusive: [`order:${id}`] },
    );
    res.status(204).send();
  },
});

/** The routes of orders. */
export const orderRoutes = [list, create, show, cancel];
