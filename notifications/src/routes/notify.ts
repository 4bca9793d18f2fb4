import { idempotency, requireAuth } from '@ticketing/common/http';
import { type RequestHandler, Router } from 'express';
import type { Connection } from 'mongoose';
import { acceptedAnswer, acceptOne, type IntakeParts } from '../intake/accept-one';
import { callerOf } from './caller';

/** POST /notification behind the ingress: takes one notification, in either spelling; 202 once it is stored. */
export function notifyRouter(parts: IntakeParts, connection: Connection): Router {
  const router = Router();
  router.post('/notification', requireAuth, idempotency(connection), async (req, res) => {
    res.status(202).json(acceptedAnswer(await acceptOne(req.body, callerOf(req, res), parts)));
  });
  return router;
}

/** The same on the internal port, for requests that {@link notifyDirectly} leaves to the app. */
export function notify(parts: IntakeParts): RequestHandler {
  return async (req, res) => {
    res.status(202).json(acceptedAnswer(await acceptOne(req.body, callerOf(req, res), parts)));
  };
}
