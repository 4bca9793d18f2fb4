import { type Outbox, requireAuth, validateRequest } from '@ticketing/common';
import { Router } from 'express';
import { TicketCreatedPublisher } from '../events/publishers/ticket-created-publisher';
import { presentTicket } from '../models/present-ticket';
import { newTicket, Ticket } from '../models/ticket';
import { priceRule, titleRule } from './ticket-rules';

/** `POST /api/tickets`: puts a ticket up for sale. */
export function createTicketRouter({ outbox }: { outbox: Outbox }): Router {
  const router = Router();
  router.post('/api/tickets', requireAuth, titleRule(), priceRule(), validateRequest, async (req, res) => {
    const { title, price } = req.body as { title: string; price: number };
    const userId = req.currentUser!.id;
    const ticket = newTicket({ title, price, userId }, new Date());
    await outbox.insert(async (batch) => {
      batch.insert(Ticket.collection, ticket);
      await new TicketCreatedPublisher(batch).publish({
        id: ticket._id.toHexString(),
        version: ticket.version,
        title,
        price,
        userId,
      });
    });
    res.status(201).send(presentTicket(ticket));
  });
  return router;
}
