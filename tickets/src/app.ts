import { type AppOptions, createApp, createRouter, openApi } from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import type { Express, RequestHandler } from 'express';
import { pictureRoute, uploadRoute } from './routes/show-pictures';
import { showRoutes } from './routes/shows';
import { ticketRoutes } from './routes/tickets';
import { TicketEdits } from './ticket-edits';

/** What the app is built from. */
export interface TicketsAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'openapi'> {
  readonly outbox: Outbox;
  /** Of tickets that one account may put up for sale. */
  readonly ticketLimit: RequestHandler;
  /** Makes a repeated post happen once. */
  readonly idempotent: RequestHandler;
}

/** Ten thousand labels of seats, however they are written. */
const BODY_LIMIT = '1mb';

const routes = [...showRoutes, pictureRoute, ...ticketRoutes];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'tickets',
  title: 'Tickets',
  description: 'Shows, and tickets for sale.',
  deadLetters: true,
  routes: [...routes, uploadRoute],
});

/** Builds the app of the tickets service. */
export function buildApp({ outbox, ticketLimit, idempotent, ...options }: TicketsAppOptions): Express {
  const context = { outbox, ticketLimit, idempotent, edits: new TicketEdits(outbox) };
  const routers = [createRouter(routes, context)];
  const rawRouters = [createRouter([uploadRoute], context)];
  return createApp({ bodyLimit: BODY_LIMIT, ...options, name: 'tickets', openapi, routers, rawRouters });
}
