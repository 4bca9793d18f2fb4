import type { Router } from 'express';
import { createCommentRoute } from './create-comment';
import { createTicketRoute } from './create-ticket';
import { listCommentsRoute } from './list-comments';
import { listHistoryRoute } from './list-history';
import { listTicketsRoute } from './list-tickets';
import type { RouteParts } from './parts';
import { showTicketRoute } from './show-ticket';
import { updateTicketRoute } from './update-ticket';

/** Every route of the service. */
export function createRouters(parts: RouteParts): Router[] {
  return [
    createTicketRoute,
    listTicketsRoute,
    showTicketRoute,
    updateTicketRoute,
    createCommentRoute,
    listCommentsRoute,
    listHistoryRoute,
  ].map((route) => route(parts));
}
