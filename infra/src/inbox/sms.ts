import { Router } from 'express';
import type { Faults } from './faults';
import { findUuid } from './find-uuid';
import type { MessageStore } from './message-store';
import { field, takeMessage, type Wording } from './stand-in';

/** Answers as Twilio's message resource does. */
export function smsRouter(dependencies: { store: MessageStore; faults: Faults }): Router {
  const router = Router();

  router.post('/2010-04-01/Accounts/:sid/Messages.json', (req, res) => {
    if (!req.get('authorization')?.startsWith('Basic ')) {
      return void res.status(401).json({ code: 20003, message: 'Authenticate', status: 401 });
    }
    const to = field(req, 'To');
    if (!to)
      return void res
        .status(400)
        .json({ code: 21604, message: "A 'To' phone number is required.", status: 400 });
    const text = field(req, 'Body');
    if (!text)
      return void res.status(400).json({ code: 21602, message: 'Message body is required.', status: 400 });
    takeMessage(
      dependencies,
      res,
      {
        channel: 'sms',
        from: field(req, 'From'),
        to: [to],
        subject: '',
        text,
        uuid: findUuid(
          req.get('i-twilio-idempotency-token'),
          req.get('idempotency-key'),
          req.get('x-notification-id'),
          field(req, 'StatusCallback'),
        ),
      },
      wording,
    );
  });
  return router;
}

const wording: Wording = {
  accepted: (res, { id, from, to, text }) =>
    void res
      .status(201)
      .json({ sid: `SM${String(id).padStart(32, '0')}`, status: 'queued', from, to: to[0], body: text }),
  tooMany: (res) => void res.status(429).json({ code: 20429, message: 'Too Many Requests', status: 429 }),
  down: (res) => void res.status(503).json({ code: 20503, message: 'Service Unavailable', status: 503 }),
  refused: (res) =>
    void res
      .status(400)
      .json({ code: 21211, message: "The 'To' number is not a valid phone number.", status: 400 }),
};
