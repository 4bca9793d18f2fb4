import {
  BadRequestError,
  ConflictError,
  idParam,
  NotAuthorizedError,
  NotFoundError,
  type Outbox,
  requireAuth,
  type Transaction,
  validateRequest,
} from '@ticketing/common';
import { Router } from 'express';
import { body } from 'express-validator';
import { changesOf, editRefusal, type TicketEdit } from '../domain/edit';
import { TicketUpdatedPublisher } from '../events/publishers/ticket-updated-publisher';
import { presentTicket } from '../models/present-ticket';
import { Ticket, type TicketDocument } from '../models/ticket';
import { priceRule, titleRule } from './ticket-rules';

interface UpdateBody extends TicketEdit {
  version?: number;
}

/** `PUT /api/tickets/:id`: its seller changes title or price, as long as nobody holds it. */
export function updateTicketRouter({ outbox }: { outbox: Outbox }): Router {
  const router = Router();
  router.put(
    '/api/tickets/:id',
    requireAuth,
    idParam(),
    titleRule().optional(),
    priceRule().optional(),
    body('version').optional().isInt({ min: 0 }).withMessage('Version must be a whole number').toInt(),
    validateRequest,
    async (req, res) => {
      const { id } = req.params as { id: string };
      const edit = req.body as UpdateBody;
      const userId = req.currentUser!.id;
      const ticket = await outbox.transaction((tx) => update(tx, id, userId, edit));
      res.send(presentTicket(ticket));
    },
  );
  return router;
}

async function update(
  tx: Transaction,
  id: string,
  userId: string,
  edit: UpdateBody,
): Promise<TicketDocument> {
  const ticket = await Ticket.findById(id).session(tx.session);
  if (!ticket) throw new NotFoundError();
  if (ticket.userId !== userId) throw new NotAuthorizedError();
  const refusal = editRefusal(ticket.status);
  if (refusal) throw new BadRequestError(refusal);
  if (edit.version !== undefined && edit.version !== ticket.version) {
    throw new ConflictError('The ticket was changed in the meantime');
  }
  const changes = changesOf(ticket, edit);
  if (Object.keys(changes).length === 0) return ticket;
  ticket.set(changes);
  await ticket.save({ session: tx.session });
  await new TicketUpdatedPublisher(tx).publish({
    id,
    version: ticket.version,
    title: ticket.title,
    price: ticket.price,
    userId,
    orderId: ticket.orderId,
    status: ticket.status,
  });
  return ticket;
}
