import { type Request, type Response, Router } from 'express';
import { cutPage, idParam, sendPage } from '@ticketing/common/http';
import { conversation } from '../views/conversation-view';
import { BASE, type RouteParts } from './parts';
import { requireActor, signedIn } from './require-actor';
import { versionPage } from './version-page';
import { visibleTicket } from './visible-ticket';

/** `GET /:id/comments`: the conversation, oldest first. */
export function listCommentsRoute({ desk: { models }, directory }: RouteParts): Router {
  return Router().get(
    `${BASE}/:id/comments`,
    signedIn(directory),
    idParam(),
    async (req: Request, res: Response) => {
      const actor = requireActor(req);
      const { limit, oneMore } = versionPage(req);
      const ticket = await visibleTicket(models, String(req.params['id']), actor);
      const rows = await conversation(models, String(ticket._id), actor, oneMore);
      const { items, nextAfter } = cutPage(rows, limit, ({ version }) => String(version));
      sendPage(req, res, items, { nextAfter });
    },
  );
}
