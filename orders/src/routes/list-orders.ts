import { cutPage, isObjectId, parsePage, requireAuth, sendPage } from '@ticketing/common';
import { Router } from 'express';
import { Order } from '../models/order';
import { type OrderRow, presentOrder } from '../models/present-order';

/** `GET /api/orders`: the user's own orders, newest first. */
export function listOrdersRouter(): Router {
  const router = Router();
  router.get('/api/orders', requireAuth, async (req, res) => {
    const { limit, after } = parsePage(req, { isAfter: isObjectId });
    const rows = await Order.find({ userId: req.currentUser!.id, ...(after ? { _id: { $lt: after } } : {}) })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<OrderRow[]>();
    const { items, nextAfter } = cutPage(rows, limit, ({ _id }) => String(_id));
    sendPage(req, res, items.map(presentOrder), { nextAfter });
  });
  return router;
}
