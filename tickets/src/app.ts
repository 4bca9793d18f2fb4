import { type AppOptions, createApp, createRouter, openApi } from '@ticketing/common/http';
import type { Express, RequestHandler } from 'express';
import { pictureRoute, uploadRoute } from './routes/show-pictures';
import { showRoutes, type ShowsContext } from './routes/shows';
import { ticketRoutes, type TicketsContext } from './routes/tickets';
import type { ShowEditDependencies } from './show-edits';
import { TicketEdits } from './ticket-edits';

/** What the app is built from. */
export interface TicketsAppOptions
  extends Omit<AppOptions, 'name' | 'routers' | 'openapi'>, ShowEditDependencies {
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
export function buildApp(options: TicketsAppOptions): Express {
  const { outbox, ticketLimit, moveLimit, wordsLimit, idempotent, ...others } = options;
  const context = { outbox, ticketLimit, moveLimit, wordsLimit, idempotent, edits: new TicketEdits(outbox) };
  const routers = [createRouter<ShowsContext & TicketsContext>(routes, context)];
  const rawRouters = [createRouter([uploadRoute], context)];
  return createApp({ bodyLimit: BODY_LIMIT, ...others, name: 'tickets', openapi, routers, rawRouters });
}
