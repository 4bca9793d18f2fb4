import { BadRequestError, NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  newestFirst,
  pageAnswer,
  parsePage,
  sendPage,
} from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { cancelByUser } from '../domain/order';
import { saveChanged } from '../events/publish-order-events';
import { Order } from '../models/order';
import { type OrderRow, orderView, presentOrder } from '../models/order-view';
import { placeOrder } from '../place-order';

/** What the routes work with. */
export interface OrdersContext {
  readonly outbox: Outbox;
  /** How long an order holds its ticket, in seconds. */
  readonly windowSeconds: number;
  /** How many unpaid orders a buyer may have. */
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
      ...(ticketId ? { 'ticket.id': ticketId } : {}),
      ...newestFirst.after(page),
    })
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<OrderRow[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    sendPage(req, res, items.map(presentOrder), { nextAfter });
  },
});

const newOrderBody = z
  .object({
    ticketId: field.id('ticketId', 'Ticket id must be given'),
    price: field
      .amount('price')
      .optional()
      .describe(
        'What the buyer was shown. No order is made at another price: 409 `price_changed` says which it is now',
      ),
  })
  .meta({ id: 'NewOrder' });

const create = defineRoute({
  method: 'post',
  path: '/api/orders',
  summary: 'Reserve a ticket; 400 when it is reserved or sold',
  description:
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
  async handler(req, res, { outbox, windowSeconds, maxUnpaid }: OrdersContext) {
    const order = await placeOrder(
      outbox,
      { userId: req.currentUser.id, ...req.body, windowSeconds, maxUnpaid, now: new Date() },
      (batch, placed) => req.idempotency?.remember(batch, 201, presentOrder(placed)),
    );
    res.status(201).send(presentOrder(order));
  },
});

const show = defineRoute({
  method: 'get',
  path: '/api/orders/:id',
  summary: 'One order; its buyer only',
  access: 'signed-in',
  answers: { 200: answer('The order', orderView) },
  async handler(req, res) {
    const order = await Order.findById(req.params.id).lean<OrderRow>();
    if (!order) throw new NotFoundError();
    // Defence: an order is its buyer’s → ;
    if (order.userId !== req.currentUser.id) throw new NotAuthorizedError();
    res.send(presentOrder(order));
  },
});

const cancel = defineRoute({
  method: 'delete',
  path: '/api/orders/:id',
  summary: 'Give the ticket back; a completed order cannot be cancelled',
  access: 'signed-in',
  answers: { 204: answer('Cancelled') },
  async handler(req, res, { outbox }: OrdersContext) {
    const { id } = req.params;
    await outbox.transaction(
      async (tx) => {
        const order = await Order.findById(id).session(tx.session);
        if (!order) throw new NotFoundError();
        if (order.userId !== req.currentUser.id) throw new NotAuthorizedError();
        const decision = cancelByUser(order);
        if (decision.do) {
          order.set(decision.set);
          await saveChanged(tx, order);
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
