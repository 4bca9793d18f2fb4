import { BadRequestError, NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import { idParam, requireAuth } from '@ticketing/common/http';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { Router } from 'express';
import { cancelByUser } from '../domain/order';
import { saveChanged } from '../events/publish-order-events';
import { Order } from '../models/order';

/** `DELETE /api/orders/:id`: its buyer gives the ticket back; doing so again changes nothing. */
export function cancelOrderRouter({ outbox }: { outbox: Outbox }): Router {
  const router = Router();
  router.delete('/api/orders/:id', requireAuth, idParam(), async (req, res) => {
    const { id } = req.params as { id: string };
    const userId = req.currentUser!.id;
    const cancel = async (tx: Transaction): Promise<void> => {
      const order = await Order.findById(id).session(tx.session);
      if (!order) throw new NotFoundError();
      if (order.userId !== userId) throw new NotAuthorizedError();
      const decision = cancelByUser(order);
      if (decision.do) {
        order.set(decision.set);
        await saveChanged(tx, order);
      } else if (decision.why === 'complete') {
        throw new BadRequestError('A completed order cannot be cancelled');
      }
    };
    await outbox.transaction(cancel, { exclusive: [`order:${id}`] });
    res.status(204).send();
  });
  return router;
}
