import { type Request, type Response, Router } from 'express';
import { cutPage, idParam, sendPage } from '@ticketing/common';
import { historyOf } from '../views/conversation-view';
import { BASE, type RouteParts } from './parts';
import { actorOf, signedIn } from './signed-in';
import { versionPage } from './version-page';
import { visibleTicket } from './visible-ticket';

/** `GET /:id/history`: who changed what, when, from what and to what; oldest first. */
export function listHistoryRoute({ desk: { models }, directory }: RouteParts): Router {
  return Router().get(
    `${BASE}/:id/history`,
    signedIn(directory),
    idParam(),
    async (req: Request, res: Response) => {
      const actor = actorOf(req);
      const { limit, oneMore } = versionPage(req);
      const ticket = await visibleTicket(models, String(req.params['id']), actor);
      const rows = await historyOf(models, String(ticket._id), actor, oneMore);
      const { items, nextAfter } = cutPage(rows, limit, ({ version }) => String(version));
      sendPage(req, res, items, { nextAfter });
    },
  );
}
