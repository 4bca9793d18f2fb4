import { NotFoundError } from '@ticketing/common/errors';
import { parseUuid } from '@ticketing/common/forms';
import { idParam, requireRole } from '@ticketing/common/http';
import { Router } from 'express';
import type { NotificationIntake } from '../intake/notification-intake';
import { acceptedAnswer } from '../intake/accept-one';
import type { DeadLetters } from '../models/dead-letters';
import { userOf } from './user-of';

/** POST /api/notifications/dead-letters/:id/redrive: tries it again, with all its retries; again changes nothing. */
export function redriveDeadLetterRouter(deadLetters: DeadLetters, intake: NotificationIntake): Router {
  const router = Router();
  router.post(
    '/api/notifications/dead-letters/:id/redrive',
    requireRole('admin'),
    idParam('id', parseUuid),
    async (req, res) => {
      const redriven = await deadLetters.redrive(String(req.params['id']), userOf(req).id);
      if (!redriven) throw new NotFoundError();
      if (redriven.moved) intake.tell([redriven.row]);
      res.status(202).json(acceptedAnswer(redriven.row._id));
    },
  );
  return router;
}
