import { cutPage, newestFirst, parsePage, requireAuth, sendPage } from '@ticketing/common';
import { Router } from 'express';
import { Order } from '../models/order';
import { type OrderRow, presentOrder } from '../models/present-order';

/** `GET /api/orders`: the user's own orders, newest first. */
export function listOrdersRouter(): Router {
  const router = Router();
  router.get('/api/orders', requireAuth, async (req, res) => {
    const page = parsePage(req);
    const rows = await Order.find({ userId: req.currentUser!.id, ...newestFirst.after(page) })
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<OrderRow[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.positionOf);
    sendPage(req, res, items.map(presentOrder), { nextAfter });
  });
  return router;
}
