import { NotFoundError } from '@ticketing/common/errors';
import { parseUuid } from '@ticketing/common/forms';
import { idParam, requireRole } from '@ticketing/common/http';
import { Router } from 'express';
import type { DeadLetters } from '../models/dead-letters';
import { userOf } from './user-of';

/** DELETE /api/notifications/dead-letters/:id: puts it aside for good; again changes nothing. */
export function discardDeadLetterRouter(deadLetters: DeadLetters): Router {
  const router = Router();
  router.delete(
    '/api/notifications/dead-letters/:id',
    requireRole('admin'),
    idParam('id', parseUuid),
    async (req, res) => {
      if (!(await deadLetters.discard(String(req.params['id']), userOf(req).id))) throw new NotFoundError();
      res.status(204).end();
    },
  );
  return router;
}
