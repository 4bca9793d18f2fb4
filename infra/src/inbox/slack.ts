import { Router } from 'express';
import type { Faults } from './faults';
import { findUuid } from './find-uuid';
import type { MessageStore } from './message-store';
import { field, takeMessage, type Wording } from './stand-in';

interface Metadata {
  metadata?: { event_payload?: Record<string, unknown> };
}

/** Answers as Slack does: an incoming webhook in plain text, the web API in JSON. */
export function slackRouter(dependencies: { store: MessageStore; faults: Faults }): Router {
  const router = Router();

  router.post('/slack/webhooks/*id', (req, res) => {
    const text = field(req, 'text');
    if (!text) return void res.status(400).type('text').send('no_text');
    takeMessage(dependencies, res, message(req.params.id.join('/'), req), webhook);
  });

  router.post('/slack/api/chat.postMessage', (req, res) => {
    if (!req.get('authorization')?.startsWith('Bearer '))
      return void res.json({ ok: false, error: 'not_authed' });
    const channel = field(req, 'channel');
    if (!channel) return void res.json({ ok: false, error: 'channel_not_found' });
    if (!field(req, 'text')) return void res.json({ ok: false, error: 'no_text' });
    takeMessage(dependencies, res, message(channel, req), api);
  });

  const message = (to: string, req: Parameters<typeof field>[0]) => ({
    channel: 'slack' as const,
    from: field(req, 'username'),
    to: [to],
    subject: '',
    text: field(req, 'text'),
    uuid: findUuid(
      field(req, 'client_msg_id'),
      ...Object.values((req.body as Metadata).metadata?.event_payload ?? {}),
      req.get('x-notification-id'),
      req.get('idempotency-key'),
    ),
  });
  return router;
}

const webhook: Wording = {
  accepted: (res) => void res.type('text').send('ok'),
  tooMany: (res) => void res.status(429).type('text').send('rate_limited'),
  down: (res) => void res.status(503).type('text').send('service_unavailable'),
  refused: (res) => void res.status(400).type('text').send('invalid_payload'),
};

const api: Wording = {
  accepted: (res, { id, to }) => void res.json({ ok: true, channel: to[0], ts: `${id}.000000` }),
  tooMany: (res) => void res.status(429).json({ ok: false, error: 'ratelimited' }),
  down: (res) => void res.status(503).json({ ok: false, error: 'service_unavailable' }),
  refused: (res) => void res.json({ ok: false, error: 'channel_not_found' }),
};
