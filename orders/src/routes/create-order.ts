import { amountField, idField, requireAuth, validateRequest } from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import { type RequestHandler, Router } from 'express';
import { presentOrder } from '../models/present-order';
import { placeOrder } from '../place-order';

/** What the route works with. */
export interface CreateOrderOptions {
  readonly outbox: Outbox;
  /** How long an order holds its ticket, in seconds. */
  readonly windowSeconds: number;
  readonly idempotent: RequestHandler;
  readonly now?: () => Date;
}

/**
 * `POST /api/orders`: reserves a ticket, at the price that its buyer was shown where they say which; safe to repeat under an
 * `Idempotency-Key`.
 */
export function createOrderRouter({
  outbox,
  windowSeconds,
  idempotent,
  now = () => new Date(),
}: CreateOrderOptions): Router {
  const router = Router();
  router.post(
    '/api/orders',
    requireAuth,
    idField('ticketId', 'Ticket id must be given'),
    amountField('price').optional(),
    validateRequest,
    idempotent,
    async (req, res) => {
      const { ticketId, price } = req.body as { ticketId: string; price?: number };
      const order = await placeOrder(
        outbox,
        { userId: req.currentUser!.id, ticketId, price, windowSeconds, now: now() },
        (batch, placed) => req.idempotency?.remember(batch, 201, presentOrder(placed)),
      );
      res.status(201).send(presentOrder(order));
    },
  );
  return router;
}
