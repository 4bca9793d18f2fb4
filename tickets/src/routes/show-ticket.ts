import { isObjectId, NotFoundError, SharedReads } from '@ticketing/common';
import { Router } from 'express';
import { presentTicket, ticketProjection, type TicketRow } from '../models/present-ticket';
import { Ticket } from '../models/ticket';

/** `GET /api/tickets/:id`: one ticket, for everybody. */
export function showTicketRouter(): Router {
  const tickets = new SharedReads(readTickets);
  const router = Router();
  router.get('/api/tickets/:id', async (req, res) => {
    const { id } = req.params;
    const ticket = isObjectId(id) ? await tickets.get(id.toLowerCase()) : undefined;
    if (!ticket) throw new NotFoundError();
    // Whatever is shown changes with the version only: no need to hash the answer for its tag.
    res.setHeader('ETag', `W/"${String(ticket._id)}-${ticket.version}"`);
    res.send(presentTicket(ticket));
  });
  return router;
}

async function readTickets(ids: readonly string[]): Promise<Map<string, TicketRow>> {
  const rows = await Ticket.find({ _id: { $in: ids } }, ticketProjection).lean<TicketRow[]>();
  return new Map(rows.map((row) => [String(row._id), row]));
}
