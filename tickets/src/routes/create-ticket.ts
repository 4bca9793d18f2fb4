import { type Outbox, requireAuth, validateRequest } from '@ticketing/common';
import { Router } from 'express';
import { TicketCreatedPublisher } from '../events/publishers/ticket-created-publisher';
import { presentTicket } from '../models/present-ticket';
import { Ticket } from '../models/ticket';
import { priceRule, titleRule } from './ticket-rules';

/** `POST /api/tickets`: puts a ticket up for sale. */
export function createTicketRouter({ outbox }: { outbox: Outbox }): Router {
  const router = Router();
  router.post('/api/tickets', requireAuth, titleRule(), priceRule(), validateRequest, async (req, res) => {
    const { title, price } = req.body as { title: string; price: number };
    const userId = req.currentUser!.id;
    const ticket = await outbox.transaction(async (tx) => {
      const created = Ticket.build({ title, price, userId });
      await created.save({ session: tx.session });
      await new TicketCreatedPublisher(tx).publish({
        id: created.id as string,
        version: created.version,
        title,
        price,
        userId,
      });
      return created;
    });
    res.status(201).send(presentTicket(ticket));
  });
  return router;
}
