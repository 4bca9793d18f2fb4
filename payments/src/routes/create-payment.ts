import { idField, rateLimit, requireAuth, validateRequest } from '@ticketing/common/http';
import { type RequestHandler, Router } from 'express';
import { body } from 'express-validator';
import type mongoose from 'mongoose';
import type { PayOrder } from '../attempts/pay-order';
import { publicStatus } from '../domain/attempt-status';

/** What the route works with. */
export interface CreatePaymentOptions {
  readonly connection: mongoose.Connection;
  readonly payOrder: PayOrder;
  readonly idempotent: RequestHandler;
}

/** Tokens and payment methods as Stripe names them. A card number is none, and is never taken. */
const stripeToken = /^(tok|pm)_[A-Za-z0-9_]{1,200}$/;

/** Failed payments of a user per hour, after which there is a pause: who has more is trying out stolen cards. */
const FAILURES_PER_HOUR = 30;

/**
 * `POST /api/payments`: pays an order. 201 when it is paid; 202 with a client secret when the bank asks the buyer, and
 * without one while Stripe leaves it open: the payment can be asked for by its id until it is decided, and posting
 * again never charges twice.
 */
export function createPaymentRouter({ connection, payOrder, idempotent }: CreatePaymentOptions): Router {
  const router = Router();
  const limit = rateLimit(connection, {
    name: 'failed-payments',
    limit: FAILURES_PER_HOUR,
    windowSeconds: 3_600,
    key: (req) => req.currentUser?.id ?? '',
    failuresOnly: true,
  });
  router.post(
    '/api/payments',
    requireAuth,
    limit,
    idField('orderId'),
    body('token')
      .custom((value: unknown) => typeof value === 'string' && stripeToken.test(value))
      .withMessage('token must be a card token or payment method made by Stripe'),
    validateRequest,
    idempotent,
    async (req, res) => {
      const { orderId, token } = req.body as { orderId: string; token: string };
      const { payment, clientSecret } = await payOrder.pay({
        orderId,
        token,
        userId: req.currentUser!.id,
      });
      const status = publicStatus(payment.status);
      const answer = { id: payment._id.toString(), status };
      if (status === 'requires_action')
        res.status(202).send({ ...answer, clientSecret, until: payment.until });
      else res.status(status === 'processing' ? 202 : 201).send(answer);
    },
  );
  return router;
}
