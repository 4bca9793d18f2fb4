import { idempotency, requireAuth } from '@ticketing/common';
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

/** The same on the internal port, where it happens thousands of times a second: the answer is written as it is. */
export function notify(parts: IntakeParts): RequestHandler {
  return async (req, res) => {
    const answer = JSON.stringify(acceptedAnswer(await acceptOne(req.body, callerOf(req, res), parts)));
    res.writeHead(202, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(answer),
    });
    res.end(answer);
  };
}
