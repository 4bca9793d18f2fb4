import { cutPage, isObjectId, parsePage, requireAuth, sendPage } from '@ticketing/common';
import { Router } from 'express';
import { presentTicket, ticketProjection, type TicketRow } from '../models/present-ticket';
import { Ticket } from '../models/ticket';

/** `GET /api/tickets/mine`: what the user put up for sale, open, reserved and sold, newest first. */
export function listOwnTicketsRouter(): Router {
  const router = Router();
  router.get('/api/tickets/mine', requireAuth, async (req, res) => {
    const { limit, after } = parsePage(req, { isAfter: isObjectId });
    const rows = await Ticket.find(
      { userId: req.currentUser!.id, ...(after ? { _id: { $lt: after } } : {}) },
      ticketProjection,
    )
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<TicketRow[]>();
    const { items, nextAfter } = cutPage(rows, limit, ({ _id }) => String(_id));
    sendPage(req, res, items.map(presentTicket), { nextAfter });
  });
  return router;
}
