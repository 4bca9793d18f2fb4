import { BadRequestError, NotAuthorizedError } from '@ticketing/common/errors';
import { idParam, requireAuth, textField, validateRequest } from '@ticketing/common/http';
import { type RequestHandler, Router } from 'express';
import type { Refunds } from '../attempts/refunds';
import { refunderRole } from '../domain/refund-rights';
import { presentPayment } from '../models/present-payment';
import { seenPayment, requireViewer } from './require-viewer';

/** What the route works with. */
export interface RefundPaymentOptions {
  readonly refunds: Refunds;
  readonly idempotent: RequestHandler;
}

const REASON_MAX = 200;
const defaultReason = { admin: 'Refunded by the platform', seller: 'Refunded by the seller' } as const;

/**
 * `POST /api/payments/:id/refund`: gives the whole amount back; for the seller of the ticket and admins. 200 when it
 * is done, also when it was before; 202 while Stripe leaves it open: it is asked until it is done.
 */
export function refundPaymentRouter({ refunds, idempotent }: RefundPaymentOptions): Router {
  const router = Router();
  router.post(
    '/api/payments/:id/refund',
    requireAuth,
    idParam(),
    textField('reason', { max: REASON_MAX }).optional(),
    validateRequest,
    idempotent,
    async (req, res) => {
      const viewer = await requireViewer(req);
      const { payment, sellerId } = await seenPayment(String(req.params['id']), viewer);
      const role = refunderRole(viewer, { userId: payment.userId, sellerId });
      if (!role) throw new NotAuthorizedError();
      const { reason = defaultReason[role] } = req.body as { reason?: string };
      const wanted = await refunds.request(payment._id.toString(), { by: { id: viewer.id, role }, reason });
      if (wanted?.status !== 'refunding' && wanted?.status !== 'refunded') {
        throw new BadRequestError('Only a payment that took money can be refunded', {
          code: 'not_refundable',
        });
      }
      const refunded = await refunds.perform(wanted);
      res.status(refunded.status === 'refunded' ? 200 : 202).send(presentPayment(refunded, viewer));
    },
  );
  return router;
}
