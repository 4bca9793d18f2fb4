import { SharedReads } from '@ticketing/common/concurrency';
import { NotFoundError } from '@ticketing/common/errors';
import { idParam } from '@ticketing/common/http';
import { Router } from 'express';
import mongoose from 'mongoose';
import { presentTicket, ticketProjection, type TicketRow } from '../models/present-ticket';
import { Ticket } from '../models/ticket';

/** `GET /api/tickets/:id`: one ticket, for everybody. */
export function showTicketRouter(): Router {
  const tickets = new SharedReads(readTickets);
  const router = Router();
  router.get('/api/tickets/:id', idParam(), async (req, res) => {
    const ticket = await tickets.get(String(req.params['id']));
    if (!ticket) throw new NotFoundError();
    // Whatever is shown changes with the version only: no need to hash the answer for its tag.
    res.setHeader('ETag', `W/"${String(ticket._id)}-${ticket.version}"`);
    res.send(presentTicket(ticket));
  });
  return router;
}

/** Through the driver itself: what Mongoose would add to each read is not needed here. */
async function readTickets(ids: readonly string[]): Promise<Map<string, TicketRow>> {
  const _id = { $in: ids.map((id) => new mongoose.Types.ObjectId(id)) };
  const rows = await Ticket.collection.find<TicketRow>({ _id }, { projection: ticketProjection }).toArray();
  return new Map(rows.map((row) => [String(row._id), row]));
}
