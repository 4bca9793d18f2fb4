import { Router } from 'express';
import { acceptedAnswer, acceptOne, type IntakeParts } from '../intake/accept-one';
import { callerOf } from './caller';

/** POST /notification: takes one notification, in either spelling; 202 once it is stored. */
export function notifyRouter(parts: IntakeParts): Router {
  const router = Router();
  router.post('/notification', async (req, res) => {
    const id = await acceptOne(req.body, callerOf(req, res), parts);
    res.status(202).json(acceptedAnswer(id));
  });
  return router;
}
