import { isObjectId, NotFoundError } from '@ticketing/common';
import { Router } from 'express';
import { presentTicket, ticketProjection, type TicketRow } from '../models/present-ticket';
import { Ticket } from '../models/ticket';

/** `GET /api/tickets/:id`: one ticket, for everybody. */
export function showTicketRouter(): Router {
  const router = Router();
  router.get('/api/tickets/:id', async (req, res) => {
    const { id } = req.params;
    const ticket = isObjectId(id) ? await Ticket.findById(id, ticketProjection).lean<TicketRow>() : null;
    if (!ticket) throw new NotFoundError();
    res.send(presentTicket(ticket));
  });
  return router;
}
