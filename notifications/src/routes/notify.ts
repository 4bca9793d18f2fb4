import { type RequestHandler, Router } from 'express';
import { acceptedAnswer, acceptOne, type IntakeParts } from '../intake/accept-one';
import { callerOf } from './caller';

/** POST /notification: takes one notification, in either spelling; 202 once it is stored. */
export function notifyRouter(parts: IntakeParts): Router {
  const router = Router();
  router.post('/notification', notify(parts));
  return router;
}

/** The handler of POST /notification, for a body that was parsed before. */
export function notify(parts: IntakeParts): RequestHandler {
  return async (req, res) => {
    const id = await acceptOne(req.body, callerOf(req, res), parts);
    // Written as it is: this answer is given thousands of times a second.
    const answer = JSON.stringify(acceptedAnswer(id));
    res.writeHead(202, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(answer),
    });
    res.end(answer);
  };
}
