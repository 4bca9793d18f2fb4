import { type Request, type Response, Router } from 'express';
import { cutPage, idParam, sendPage } from '@ticketing/common/http';
import { toHistory } from '../views/conversation-view';
import { BASE, type RouteParts } from './parts';
import { requireActor, signedIn } from './require-actor';
import { versionPage } from './version-page';
import { visibleTicket } from './visible-ticket';

/** `GET /:id/history`: who changed what, when, from what and to what; oldest first. */
export function listHistoryRoute({ desk: { models }, directory }: RouteParts): Router {
  return Router().get(
    `${BASE}/:id/history`,
    signedIn(directory),
    idParam(),
    async (req: Request, res: Response) => {
      const actor = requireActor(req);
      const { limit, oneMore } = versionPage(req);
      const ticket = await visibleTicket(models, String(req.params['id']), actor);
      const rows = await toHistory(models, String(ticket._id), actor, oneMore);
      const { items, nextAfter } = cutPage(rows, limit, ({ version }) => String(version));
      sendPage(req, res, items, { nextAfter });
    },
  );
}
