import { NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import { idParam, requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import { Order } from '../models/order';
import { type OrderRow, presentOrder } from '../models/present-order';

/** `GET /api/orders/:id`: one order, for its buyer. */
export function showOrderRouter(): Router {
  const router = Router();
  router.get('/api/orders/:id', requireAuth, idParam(), async (req, res) => {
    const { id } = req.params as { id: string };
    const order = await Order.findById(id).lean<OrderRow>();
    if (!order) throw new NotFoundError();
    // Defence: an order is its buyer’s → ;
    if (order.userId !== req.currentUser!.id) throw new NotAuthorizedError();
    res.send(presentOrder(order));
  });
  return router;
}
