import {
  BadRequestError,
  NotAuthorizedError,
  NotFoundError,
  UnavailableError,
} from '@ticketing/common/errors';
import { idParam, requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import type { AttemptStore } from '../attempts/attempt-store';
import type { Settlement } from '../attempts/settlement';

/** What the route works with. */
export interface ShowClientSecretOptions {
  readonly store: AttemptStore;
  readonly settlement: Settlement;
}

/**
 * `GET /api/payments/:id/client-secret`: lets the buyer's browser go on with the bank's question, for example after
 * the page was loaded anew. The secret is read from Stripe; payments do not keep it.
 */
export function showClientSecretRouter({ store, settlement }: ShowClientSecretOptions): Router {
  const router = Router();
  router.get('/api/payments/:id/client-secret', requireAuth, idParam(), async (req, res) => {
    const user = req.currentUser!;
    const payment = await store.find(String(req.params['id']));
    if (!payment) throw new NotFoundError('There is no such payment');
    if (payment.userId !== user.id) throw new NotAuthorizedError();
    const seen =
      payment.status === 'requires_action'
        ? await settlement.advance(payment, { by: { id: user.id, role: 'buyer' } })
        : { payment };
    if (seen.payment.status !== 'requires_action') {
      throw new BadRequestError('The bank does not ask for anything', { code: 'no_action_required' });
    }
    if (!seen.clientSecret) throw new UnavailableError();
    res.setHeader('Cache-Control', 'no-store');
    res.send({ clientSecret: seen.clientSecret, until: seen.payment.until });
  });
  return router;
}
