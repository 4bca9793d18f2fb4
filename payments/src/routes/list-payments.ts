import { RequestValidationError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { cutPage, parsePage, requireAuth, sendPage } from '@ticketing/common/http';
import { Router } from 'express';
import { refunderRole, type Viewer } from '../domain/refund-rights';
import { Order } from '../models/order';
import { Payment, type PaymentRow } from '../models/payment';
import { presentPayment } from '../models/present-payment';
import { findSeller, requireViewer } from './require-viewer';

/**
 * `GET /api/payments`: the user's own payments, newest first; with `orderId` those of one order, for its buyer and for
 * who sells its ticket. An admin sees everybody's.
 */
export function listPaymentsRouter(): Router {
  const router = Router();
  router.get('/api/payments', requireAuth, async (req, res) => {
    const { limit, after } = parsePage(req, { readAfter: parseObjectId });
    const orderId = parseObjectId(req.query['orderId']);
    if (req.query['orderId'] !== undefined && !orderId) {
      throw new RequestValidationError([{ field: 'orderId', message: 'orderId must be an id' }]);
    }
    const viewer = await requireViewer(req);
    const rows = await Payment.find({
      ...(await visibleTo(viewer, orderId)),
      ...(orderId ? { orderId } : {}),
      ...(after ? { _id: { $lt: after } } : {}),
    })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<PaymentRow[]>();
    const { items, nextAfter } = cutPage(rows, limit, ({ _id }) => String(_id));
    sendPage(
      req,
      res,
      items.map((row) => presentPayment(row, viewer)),
      { nextAfter },
    );
  });
  return router;
}

async function visibleTo(viewer: Viewer, orderId: string | undefined): Promise<{ userId?: string }> {
  const own = { userId: viewer.id };
  if (viewer.role === 'admin') return {};
  const order = orderId ? await Order.findById(orderId, { ticketId: 1, userId: 1 }).lean() : null;
  if (!order) return own;
  const sellerId = await findSeller(order.ticketId);
  return refunderRole(viewer, { userId: order.userId, sellerId }) ? {} : own;
}
