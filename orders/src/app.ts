import { type AppOptions, createApp, createRouter, openApi } from '@ticketing/common/http';
import type { Express, RequestHandler } from 'express';
import { Reservations } from './reservations';
import { FairQueue } from './queue/fair-queue';
import { orderRoutes, type OrdersContext } from './routes/orders';
import { queueRoutes } from './routes/queue';
import { salesRoutes } from './routes/sales';
import { soldRoutes } from './routes/sold';
import { waitingListRoutes } from './routes/waiting-list';
import { WaitingList } from './waiting/waiting-list';

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
  routes: [...salesRoutes, ...soldRoutes, ...orderRoutes, ...queueRoutes, ...waitingListRoutes],
});

/** Builds the app of the orders service. */
export function buildApp({
  outbox,
  offers,
  windowSeconds,
  maxUnpaid,
  orderLimit,
  idempotent,
  ...options
}: OrdersAppOptions): Express {
  const queue = new FairQueue();
  const reservations = new Reservations(outbox, queue);
  const context = { outbox, offers, reservations, windowSeconds, maxUnpaid, orderLimit, idempotent };
  const routers = [
    createRouter([...salesRoutes, ...soldRoutes], {}),
    createRouter(orderRoutes, context),
    createRouter(queueRoutes, { queue, orderLimit }),
    createRouter(waitingListRoutes, { waitingList: new WaitingList(outbox, offers), orderLimit }),
  ];
  return createApp({ ...options, name: 'orders', openapi, routers });
}
