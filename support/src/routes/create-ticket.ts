import { type Request, type Response, Router } from 'express';
import { matchedData } from 'express-validator';
import { idempotency, validateRequest } from '@ticketing/common/http';
import { type OpenTicketInput, openTicket } from '../desk/open-ticket';
import { DEFAULT_PRIORITY } from '../domain/priority';
import { type TicketView, presentTicket } from '../views/ticket-view';
import { descriptionField, optionalIdField, priorityField, titleField } from './input';
import { BASE, type RouteParts } from './parts';
import { requireActor, signedIn } from './require-actor';

type Input = Pick<OpenTicketInput, 'title' | 'description'> & Partial<OpenTicketInput>;

/** `POST`: reports trouble. 201 with the ticket, assigned when there is an approved engineer. */
export function createTicketRoute({ connection, desk, directory }: RouteParts): Router {
  return Router().post(
    BASE,
    signedIn(directory),
    [
      titleField(),
      descriptionField(),
      priorityField(),
      optionalIdField('orderId'),
      optionalIdField('ticketId'),
    ],
    validateRequest,
    idempotency(connection),
    async (req: Request, res: Response) => {
      const actor = requireActor(req);
      const { ticketPriority = DEFAULT_PRIORITY, orderId, ticketId, ...text } = matchedData<Input>(req);
      const input = {
        ...text,
        ticketPriority,
        orderId: orderId ?? undefined,
        ticketId: ticketId ?? undefined,
      };
      let view: TicketView | undefined;
      const ticket = await openTicket(desk, input, actor.id, async (saved, session) => {
        if (!req.idempotency) return;
        view = await presentTicket(desk.models, saved, actor);
        await req.idempotency.remember({ session }, 201, view);
      });
      res.status(201).json(view ?? (await presentTicket(desk.models, ticket, actor)));
    },
  );
}
