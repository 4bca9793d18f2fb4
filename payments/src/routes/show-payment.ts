import { idParam, requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import { presentPayment } from '../models/present-payment';
import { seenPayment, requireViewer } from './require-viewer';

/** `GET /api/payments/:id`: for its buyer, the seller of its ticket, and admins. */
export function showPaymentRouter(): Router {
  const router = Router();
  router.get('/api/payments/:id', requireAuth, idParam(), async (req, res) => {
    const viewer = await requireViewer(req);
    const { payment } = await seenPayment(String(req.params['id']), viewer);
    res.send(presentPayment(payment, viewer));
  });
  return router;
}
