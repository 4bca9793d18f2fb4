import {
  BadRequestError,
  ConflictError,
  type CustomError,
  NotAuthorizedError,
  NotFoundError,
} from '@ticketing/common/errors';
import { idParam, priceField, requireAuth, validateRequest } from '@ticketing/common/http';
import { PRICE_RANGE } from '@ticketing/common/money';
import { Router } from 'express';
import { body } from 'express-validator';
import type { EditRefusal, TicketEdit } from '../domain/edit';
import { presentTicket } from '../models/present-ticket';
import type { TicketEdits } from '../ticket-edits';
import { titleRule } from './ticket-rules';

interface UpdateBody extends TicketEdit {
  version?: number;
}

/** `PUT /api/tickets/:id`: its seller changes title or price, as long as nobody holds it. */
export function updateTicketRouter({ edits }: { edits: Pick<TicketEdits, 'edit'> }): Router {
  const router = Router();
  router.put(
    '/api/tickets/:id',
    requireAuth,
    idParam(),
    titleRule().optional(),
    priceField().optional(),
    body('version')
      .optional()
      .custom((value: unknown) => !Array.isArray(value))
      .isInt({ min: 0 })
      .withMessage('Version must be a whole number')
      .toInt(),
    validateRequest,
    async (req, res) => {
      const { id } = req.params as { id: string };
      const { title, price, version } = req.body as UpdateBody;
      const userId = req.currentUser!.id;
      const outcome = await edits.edit(id, { userId, title, price, version }, new Date());
      if (!outcome.done) throw errorOf(outcome.why);
      res.send(presentTicket(outcome.ticket));
    },
  );
  return router;
}

function errorOf(why: EditRefusal): CustomError {
  switch (why) {
    case 'unknown':
      return new NotFoundError();
    case 'not-the-seller':
      return new NotAuthorizedError();
    case 'reserved':
    case 'sold':
      return new BadRequestError(`Cannot edit a ${why} ticket`);
    case 'not-payable':
      return new BadRequestError(`The ticket needs a price of ${PRICE_RANGE}, or nobody can pay it`, {
        field: 'price',
        code: 'not_payable',
      });
    case 'outdated':
      return new ConflictError('The ticket was changed in the meantime');
  }
}
