import { type Request, type Response, Router } from 'express';
import { matchedData } from 'express-validator';
import { parseObjectId } from '@ticketing/common/forms';
import { cutPage, parsePage, sendPage, validateRequest } from '@ticketing/common/http';
import { listFilter, type ListQuery } from '../domain/list-filter';
import { presentTickets } from '../views/ticket-view';
import { assigneeParameter, priorityParameter, searchParameter, statusParameter } from './input';
import { BASE, type RouteParts } from './parts';
import { requireActor, signedIn } from './require-actor';

interface Query extends Omit<ListQuery, 'assignee'> {
  /** A user id, `me` or `none`. */
  assignee?: string;
}

/** `GET`: the tickets one may see, newest first, each with its notifications. */
export function listTicketsRoute({ desk: { models }, directory }: RouteParts): Router {
  return Router().get(
    BASE,
    signedIn(directory),
    [statusParameter(), priorityParameter(), assigneeParameter(), searchParameter()],
    validateRequest,
    async (req: Request, res: Response) => {
      const actor = requireActor(req);
      const { assignee, ...query } = matchedData<Query>(req);
      const { limit, after } = parsePage(req, { readAfter: parseObjectId });
      const wanted = {
        ...query,
        assignee: assignee === 'me' ? actor.id : assignee === 'none' ? null : assignee,
      };
      const filter = {
        $and: [listFilter(actor, wanted), after === undefined ? {} : { _id: { $lt: after } }],
      };
      const rows = await models.tickets
        .find(filter)
        .sort({ _id: -1 })
        .limit(limit + 1);
      const { items, nextAfter } = cutPage(rows, limit, (ticket) => String(ticket._id));
      sendPage(req, res, await presentTickets(models, items, actor), { nextAfter });
    },
  );
}
