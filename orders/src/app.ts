import { type AppOptions, createApp, createRouter, openApi } from '@ticketing/common/http';
import type { Express, RequestHandler } from 'express';
import { Reservations } from './reservations';
import { orderRoutes, type OrdersContext } from './routes/orders';

/** What the app is built from. */
export interface OrdersAppOptions
  extends Omit<AppOptions, 'name' | 'routers' | 'openapi'>, Omit<OrdersContext, 'reservations'> {
  /** Makes a repeated order happen once. */
  readonly idempotent: RequestHandler;
}

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'orders',
  title: 'Orders',
  description: 'Reservations: who holds which places until when.',
  deadLetters: true,
  routes: orderRoutes,
});

/** Builds the app of the orders service. */
export function buildApp({
  outbox,
  windowSeconds,
  maxUnpaid,
  orderLimit,
  idempotent,
  ...options
}: OrdersAppOptions): Express {
  const reservations = new Reservations(outbox);
  const context = { outbox, reservations, windowSeconds, maxUnpaid, orderLimit, idempotent };
  return createApp({ ...options, name: 'orders', openapi, routers: [createRouter(orderRoutes, context)] });
}
