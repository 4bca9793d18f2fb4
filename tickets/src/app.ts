import { type AppOptions, createApp } from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import type { Express, RequestHandler } from 'express';
import { openapi } from './openapi';
import { createTicketRouter } from './routes/create-ticket';
import { listOwnTicketsRouter } from './routes/list-own-tickets';
import { listTicketsRouter } from './routes/list-tickets';
import { showTicketRouter } from './routes/show-ticket';
import { updateTicketRouter } from './routes/update-ticket';
import { TicketEdits } from './ticket-edits';

/** What the app is built from. */
export interface TicketsAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'openapi'> {
  outbox: Outbox;
  /** Makes a repeated post happen once. */
  idempotent: RequestHandler;
}

/** Builds the app of the tickets service. */
export function buildApp({ outbox, idempotent, ...options }: TicketsAppOptions): Express {
  return createApp({
    ...options,
    name: 'tickets',
    openapi,
    routers: [
      listTicketsRouter(),
      listOwnTicketsRouter(),
      createTicketRouter({ outbox, idempotent }),
      showTicketRouter(),
      updateTicketRouter({ edits: new TicketEdits(outbox) }),
    ],
  });
}
