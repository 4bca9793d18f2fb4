import {
  type AppOptions,
  createApp,
  createRouter,
  idempotency,
  openApi,
  type Route,
} from '@ticketing/common/http';
import type { UserDirectory } from '@ticketing/common/roles';
import type { Express } from 'express';
import type mongoose from 'mongoose';
import type { PaymentDependencies } from './payment-dependencies';
import { type BankContext, bankRoutes } from './routes/bank';
import { type PaymentConfig, paymentRoutes, type PaymentsContext } from './routes/payments';
import { receiptRoutes, type ReceiptsContext } from './routes/receipts';
import { webhookPaths, webhookRouter } from './routes/webhook';
import type { TestBank } from './stripe/test-bank';

/** What the app is built from. */
export interface PaymentsAppOptions extends Omit<
  AppOptions,
  'name' | 'directory' | 'routers' | 'rawRouters' | 'openapi'
> {
  readonly connection: mongoose.Connection;
  readonly directory: UserDirectory;
  readonly dependencies: PaymentDependencies;
  readonly config: PaymentConfig;
  /** Where a stand-in answers in Stripe's place. */
  readonly testBank?: TestBank | undefined;
}

/** A payment may wait for Stripe a few times; a repeated request must not overtake it. */
const LOCK_SECONDS = 120;

const routes: Route<PaymentsContext & BankContext & ReceiptsContext>[] = [
  ...paymentRoutes,
  ...bankRoutes,
  ...receiptRoutes,
];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'payments',
  title: 'Payments',
  description: 'Pays orders by card, each once, and gives the money back where an order could not be kept.',
  deadLetters: true,
  routes,
  paths: webhookPaths,
});

/** Builds the app of the payments service. */
export function buildApp(options: PaymentsAppOptions): Express {
  const { connection, directory, dependencies, config, testBank, ...rest } = options;
  const idempotent = idempotency(connection, { lockSeconds: LOCK_SECONDS });
  const context = { ...dependencies, directory, connection, config, testBank, idempotent };
  return createApp({
    ...rest,
    directory,
    name: 'payments',
    openapi,
    rawRouters: [webhookRouter(dependencies)],
    routers: [createRouter(routes, context)],
  });
}
