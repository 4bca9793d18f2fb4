import { type AppOptions, createApp } from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import type { Express, RequestHandler } from 'express';
import { openapi } from './openapi';
import { cancelOrderRouter } from './routes/cancel-order';
import { createOrderRouter } from './routes/create-order';
import { listOrdersRouter } from './routes/list-orders';
import { showOrderRouter } from './routes/show-order';

export { openapi };

/** What the app is built from. */
export interface OrdersAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'openapi'> {
  outbox: Outbox;
  /** How long an order holds its ticket, in seconds. */
  windowSeconds: number;
  /** Makes a repeated order happen once. */
  idempotent: RequestHandler;
}

/** Builds the app of the orders service. */
export function buildApp({ outbox, windowSeconds, idempotent, ...options }: OrdersAppOptions): Express {
  return createApp({
    ...options,
    name: 'orders',
    openapi,
    routers: [
      listOrdersRouter(),
      createOrderRouter({ outbox, windowSeconds, idempotent }),
      showOrderRouter(),
      cancelOrderRouter({ outbox }),
    ],
  });
}
