import { NotAuthorizedError, NotFoundError, UnavailableError } from '@ticketing/common/errors';
import { idParam, requireAuth, validateRequest } from '@ticketing/common/http';
import { Router } from 'express';
import { body } from 'express-validator';
import type { AttemptStore } from '../attempts/attempt-store';
import { toStripeId } from '../attempts/payment-events';
import type { Settlement } from '../attempts/settlement';
import { publicStatus } from '../domain/attempt-status';
import type { TestBank } from '../stripe/test-bank';

/** What the route works with. */
export interface AnswerBankOptions {
  readonly store: AttemptStore;
  readonly settlement: Settlement;
  /** Where a stand-in answers in Stripe's place; without one there is no such route. */
  readonly testBank?: TestBank | undefined;
}

/**
 * `POST /api/payments/:id/bank-answer`: what the buyer says to their bank, on a test system where no bank asks. A repeated answer
 * changes nothing and is told what became of the payment.
 */
export function answerBankRouter({ store, settlement, testBank }: AnswerBankOptions): Router {
  const router = Router();
  router.post(
    '/api/payments/:id/bank-answer',
    requireAuth,
    idParam(),
    body('passed').isBoolean({ strict: true }).withMessage('passed must be true or false'),
    validateRequest,
    async (req, res) => {
      if (!testBank) throw new NotFoundError();
      const user = req.currentUser!;
      const payment = await store.find(String(req.params['id']));
      if (!payment) throw new NotFoundError('There is no such payment');
      if (payment.userId !== user.id) throw new NotAuthorizedError();
      const by = { id: user.id, role: 'buyer' } as const;
      const { passed } = req.body as { passed: boolean };
      let answered = payment;
      if (payment.status === 'requires_action') {
        await testBank.answer(toStripeId(payment), passed).catch(() => {
          throw new UnavailableError();
        });
        answered = (await settlement.advance(payment, { by })).payment;
      }
      res.send({ id: answered._id.toString(), status: publicStatus(answered.status) });
    },
  );
  return router;
}
