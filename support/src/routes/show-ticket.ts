import { type Request, type Response, Router } from 'express';
import { idParam } from '@ticketing/common/http';
import { latestComments } from '../views/conversation-view';
import { presentTicket } from '../views/ticket-view';
import { BASE, type RouteParts } from './parts';
import { requireActor, signedIn } from './require-actor';
import { visibleTicket } from './visible-ticket';

/** Answers shown with a ticket; the others are paged through at its `/comments`. */
export const SHOWN_COMMENTS = 50;

/** `GET /:id`: a ticket with its notifications and the last answers, oldest first. */
export function showTicketRoute({ desk: { models }, directory }: RouteParts): Router {
  return Router().get(`${BASE}/:id`, signedIn(directory), idParam(), async (req: Request, res: Response) => {
    const actor = requireActor(req);
    const ticket = await visibleTicket(models, String(req.params['id']), actor);
    const [view, comments] = await Promise.all([
      presentTicket(models, ticket, actor),
      latestComments(models, String(ticket._id), actor, SHOWN_COMMENTS),
    ]);
    res.json({ ...view, comments });
  });
}
