import { RequestValidationError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { cutPage, newestFirst, parsePage, requireAuth, sendPage } from '@ticketing/common/http';
import { Router } from 'express';
import { Order } from '../models/order';
import { type OrderRow, presentOrder } from '../models/present-order';

/** `GET /api/orders`: the user's own orders, newest first; with `?ticketId=` only those of one ticket. */
export function listOrdersRouter(): Router {
  const router = Router();
  router.get('/api/orders', requireAuth, async (req, res) => {
    const page = parsePage(req);
    const ofTicket = ticketFilter(req.query['ticketId']);
    const rows = await Order.find({ userId: req.currentUser!.id, ...ofTicket, ...newestFirst.after(page) })
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<OrderRow[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    sendPage(req, res, items.map(presentOrder), { nextAfter });
  });
  return router;
}

function ticketFilter(ticketId: unknown): { 'ticket.id'?: string } {
  if (ticketId === undefined) return {};
  const id = parseObjectId(ticketId);
  if (id === undefined) {
    throw new RequestValidationError([{ field: 'ticketId', message: 'ticketId must be an id' }]);
  }
  return { 'ticket.id': id };
}
