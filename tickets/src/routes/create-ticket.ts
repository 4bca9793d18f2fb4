import { priceField, requireAuth, validateRequest } from '@ticketing/common/http';
import type { EventSink } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import { type RequestHandler, Router } from 'express';
import { TicketCreatedPublisher } from '../events/publishers/ticket-created-publisher';
import { presentTicket } from '../models/present-ticket';
import { newTicket, Ticket } from '../models/ticket';
import { titleRule } from './ticket-rules';

/** What the route works with. */
export interface CreateTicketOptions {
  readonly outbox: Outbox;
  readonly idempotent: RequestHandler;
}

type NewTicket = ReturnType<typeof newTicket>;

/** `POST /api/tickets`: puts a ticket up for sale; safe to repeat under an `Idempotency-Key`. */
export function createTicketRouter({ outbox, idempotent }: CreateTicketOptions): Router {
  const router = Router();
  router.post(
    '/api/tickets',
    requireAuth,
    titleRule(),
    priceField(),
    validateRequest,
    idempotent,
    async (req, res) => {
      const { title, price } = req.body as { title: string; price: number };
      const ticket = newTicket({ title, price, userId: req.currentUser!.id }, new Date());
      const answer = presentTicket(ticket);
      await outbox.insert(async (batch) => {
        batch.insert(Ticket.collection, ticket);
        await publishCreated(batch, ticket);
        await req.idempotency?.remember(batch, 201, answer);
      });
      res.status(201).send(answer);
    },
  );
  return router;
}

function publishCreated(sink: EventSink, { _id, version, title, price, userId }: NewTicket): Promise<void> {
  return new TicketCreatedPublisher(sink).publish({ id: _id.toHexString(), version, title, price, userId });
}
