import { type Request, type Response, Router } from 'express';
import { matchedData } from 'express-validator';
import { idParam, validateRequest } from '@ticketing/common/http';
import { changeTicket } from '../desk/change-ticket';
import type { TicketPatch } from '../domain/change';
import { presentTicket } from '../views/ticket-view';
import {
  assigneeField,
  descriptionField,
  priorityField,
  statusField,
  titleField,
  versionField,
} from './input';
import { BASE, type RouteParts } from './parts';
import { requireActor, signedIn } from './require-actor';

type Input = TicketPatch & { version?: number };

const stale = {
  message: 'The ticket was changed by someone else meanwhile',
  field: 'version',
  code: 'conflict',
} as const;

/** `PUT /:id`: changes the fields it names. 409 with the ticket as `current` when `version` is given and not the newest. */
export function updateTicketRoute({ desk, directory }: RouteParts): Router {
  return Router().put(
    `${BASE}/:id`,
    signedIn(directory),
    [
      idParam(),
      titleField().optional(),
      descriptionField().optional(),
      priorityField(),
      statusField(),
      assigneeField(),
      versionField(),
    ],
    validateRequest,
    async (req: Request, res: Response) => {
      const actor = requireActor(req);
      const { version, ...patch } = matchedData<Input>(req, { locations: ['body'] });
      const change = { patch, version };
      const { outcome, ticket } = await changeTicket(desk, String(req.params['id']), change, actor);
      const view = await presentTicket(desk.models, ticket, actor);
      if (outcome === 'stale') res.status(409).json({ errors: [stale], current: view });
      else res.json(view);
    },
  );
}
