import {
  BadRequestError,
  NotAuthorizedError,
  NotFoundError,
  UnavailableError,
} from '@ticketing/common/errors';
import { answer, defineRoute } from '@ticketing/common/http';
import { z } from 'zod';
import type { AttemptStore } from '../attempts/attempt-store';
import { toStripeId } from '../attempts/payment-events';
import type { Settlement } from '../attempts/settlement';
import { publicStatus } from '../domain/attempt-status';
import type { PaymentRow } from '../models/payment';
import { paymentOutcome } from '../models/payment-view';
import type { TestBank } from '../stripe/test-bank';

/** What the routes work with. */
export interface BankContext {
  readonly store: AttemptStore;
  readonly settlement: Settlement;
  /** Where a stand-in answers in Stripe's place; without one nobody answers the bank here. */
  readonly testBank?: TestBank | undefined;
}

const showClientSecret = defineRoute({
  method: 'get',
  path: '/api/payments/:id/client-secret',
  summary: 'Go on with the question of the bank; its buyer only',
  access: 'signed-in',
  answers: {
    200: answer(
      'The secret for the browser',
      z.object({ clientSecret: z.string(), until: z.date().optional() }).meta({ id: 'ClientSecret' }),
    ),
  },
  async handler(req, res, { store, settlement }: BankContext) {
    const { id: userId } = req.currentUser;
    const payment = await ownPayment(store, req.params.id, userId);
    // The secret is read from Stripe; payments do not keep it.
    const seen =
      payment.status === 'requires_action'
        ? await settlement.advance(payment, { by: { id: userId, role: 'buyer' } })
        : { payment };
    if (seen.payment.status !== 'requires_action') {
      throw new BadRequestError('The bank does not ask for anything', { code: 'no_action_required' });
    }
    if (!seen.clientSecret) throw new UnavailableError();
    res.setHeader('Cache-Control', 'no-store');
    res.send({ clientSecret: seen.clientSecret, until: seen.payment.until });
  },
});

const answerBank = defineRoute({
  method: 'post',
  path: '/api/payments/:id/bank-answer',
  summary: 'Answer the bank on a test system; its buyer only',
  description:
    'Only where a stand-in answers in Stripe’s place (`mode` is `mock`), 404 elsewhere: there the bank asks by itself.',
  access: 'signed-in',
  body: z
    .object({
      passed: z.boolean('passed must be true or false').describe('Whether the buyer confirms the payment'),
    })
    .meta({ id: 'BankAnswer' }),
  example: { passed: true },
  answers: { 200: answer('What became of the payment', paymentOutcome) },
  async handler(req, res, { store, settlement, testBank }: BankContext) {
    if (!testBank) throw new NotFoundError();
    const { id: userId } = req.currentUser;
    let payment = await ownPayment(store, req.params.id, userId);
    if (payment.status === 'requires_action') {
      await testBank.answer(toStripeId(payment), req.body.passed).catch(() => {
        throw new UnavailableError();
      });
      ({ payment } = await settlement.advance(payment, { by: { id: userId, role: 'buyer' } }));
    }
    res.send({ id: payment._id.toString(), status: publicStatus(payment.status) });
  },
});

async function ownPayment(store: AttemptStore, id: string, userId: string): Promise<PaymentRow> {
  const payment = await store.find(id);
  if (!payment) throw new NotFoundError('There is no such payment');
  if (payment.userId !== userId) throw new NotAuthorizedError();
  return payment;
}

/** The routes by which a buyer goes on with the question of their bank. */
export const bankRoutes = [showClientSecret, answerBank];
