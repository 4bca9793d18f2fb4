import { type AppOptions, createApp, idempotency } from '@ticketing/common/http';
import type { Express } from 'express';
import type mongoose from 'mongoose';
import { openapi } from './openapi';
import type { PaymentDependencies } from './payment-dependencies';
import { answerBankRouter } from './routes/answer-bank';
import { createPaymentRouter } from './routes/create-payment';
import { listPaymentsRouter } from './routes/list-payments';
import { receiveWebhookRouter } from './routes/receive-webhook';
import { refundPaymentRouter } from './routes/refund-payment';
import { showClientSecretRouter } from './routes/show-client-secret';
import { type PaymentConfig, showConfigRouter } from './routes/show-config';
import { showPaymentRouter } from './routes/show-payment';
import type { TestBank } from './stripe/test-bank';

export { openapi };

/** What the app is built from. */
export interface PaymentsAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'rawRouters' | 'openapi'> {
  connection: mongoose.Connection;
  parts: PaymentDependencies;
  config: PaymentConfig;
  /** Where a stand-in answers in Stripe's place. */
  testBank?: TestBank | undefined;
}

/** A payment may wait for Stripe a few times; a repeated request must not overtake it. */
const LOCK_SECONDS = 120;

/** Builds the app of the payments service. */
export function buildApp({ connection, parts, config, testBank, ...options }: PaymentsAppOptions): Express {
  const idempotent = idempotency(connection, { lockSeconds: LOCK_SECONDS });
  return createApp({
    ...options,
    name: 'payments',
    openapi,
    rawRouters: [receiveWebhookRouter(parts)],
    routers: [
      showConfigRouter(config),
      createPaymentRouter({ connection, payOrder: parts.payOrder, idempotent }),
      listPaymentsRouter(),
      showPaymentRouter(),
      showClientSecretRouter(parts),
      answerBankRouter({ ...parts, testBank }),
      refundPaymentRouter({ refunds: parts.refunds, idempotent }),
    ],
  });
}
