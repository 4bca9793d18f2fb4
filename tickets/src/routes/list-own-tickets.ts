import { cutPage, newestFirst, parsePage, requireAuth, sendPage } from '@ticketing/common/http';
import { Router } from 'express';
import { presentTicket, ticketProjection, type TicketRow } from '../models/present-ticket';
import { Ticket } from '../models/ticket';

/** `GET /api/tickets/mine`: what the user put up for sale, open, reserved and sold, newest first. */
export function listOwnTicketsRouter(): Router {
  const router = Router();
  router.get('/api/tickets/mine', requireAuth, async (req, res) => {
    const page = parsePage(req);
    const rows = await Ticket.find(
      { userId: req.currentUser!.id, ...newestFirst.after(page) },
      ticketProjection,
    )
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<TicketRow[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    sendPage(req, res, items.map(presentTicket), { nextAfter });
  });
  return router;
}
