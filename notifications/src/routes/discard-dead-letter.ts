import { NotFoundError, requireRole } from '@ticketing/common';
import { Router } from 'express';
import type { DeadLetters } from '../models/dead-letters';
import { idOf } from './show-notification';
import { userOf } from './user-of';

/** DELETE /api/notifications/dead-letters/:id: puts it aside for good; again changes nothing. */
export function discardDeadLetterRouter(deadLetters: DeadLetters): Router {
  const router = Router();
  router.delete('/api/notifications/dead-letters/:id', requireRole('admin'), async (req, res) => {
    if (!(await deadLetters.discard(idOf(req), userOf(req).id))) throw new NotFoundError();
    res.status(204).end();
  });
  return router;
}
