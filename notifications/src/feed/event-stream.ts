import { clientLeft, openapi, type OpenApiPaths, requireAuth, tokenEnd } from '@ticketing/common/http';
import { type Response, Router } from 'express';
import { requestUser } from '../intake/access';
import type { Live } from './live';
import type { Frame, Transport } from './session';
import {
  enforceConnectionLimit,
  MAX_ROOMS,
  MAX_TICKETS,
  parseStreamSubscription,
  withRealRooms,
} from './stream-subscription';

const { errors, signedIn } = openapi;

/** What may wait in the socket's buffer before the client counts as slow, in bytes. */
const HIGH_WATER = 64 * 1024;

/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export class EventStreamTransport implements Transport {
  constructor(private readonly res: Response) {
    res.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      // Proxies that buffer would hold events back.
      'X-Accel-Buffering': 'no',
    });
    res.flushHeaders();
  }

  get waiting(): number {
    return this.res.writableLength;
  }

  get congested(): boolean {
    return this.waiting > HIGH_WATER;
  }

  send({ id, event, data }: Frame): void {
    const head = id === undefined ? '' : `id: ${id}\n`;
    this.write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  keepalive(id: number): void {
    this.send({ id, event: 'keepalive', data: {} });
  }

  drained(): Promise<void> {
    if (!this.congested || this.res.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.res.off('drain', done).off('close', done);
        resolve();
      };
      this.res.once('drain', done).once('close', done);
    });
  }

  end(reason: string, retryMs: number): void {
    this.write(`retry: ${retryMs}\nevent: closing\ndata: ${JSON.stringify({ reason, retryMs })}\n\n`);
    this.res.end();
  }

  cut(): void {
    this.res.destroy();
  }

  private write(text: string): void {
    if (!this.res.writableEnded && !this.res.destroyed) this.res.write(text);
  }
}

/** `GET /api/notifications/stream`: server-sent events of the user's own, of watched tickets and of rooms. */
export function streamRouter(live: Live): Router {
  const router = Router();
  router.get('/api/notifications/stream', requireAuth, async (req, res) => {
    const left = clientLeft(res);
    const { id, sid } = requestUser(req);
    const asked = parseStreamSubscription(req.query, req.get('Last-Event-ID'));
    const subscription = await withRealRooms(live, asked);
    const user = { id, ...(sid === undefined ? {} : { sid }), name: await live.findName(id) };
    if (left.aborted) return;
    enforceConnectionLimit(live.hub, id);
    const session = live.open(user, new EventStreamTransport(res), subscription, tokenEnd(req));
    left.addEventListener('abort', () => session.close());
  });
  return router;
}

const text = { type: 'string' };
const ids = (most: number) => `Up to ${most} ids of tickets, separated by commas`;

const wanted = [
  {
    name: 'after',
    in: 'query' as const,
    description: 'The last id the client has; what came after it is replayed',
    schema: { type: 'integer', minimum: 0 },
  },
  {
    name: 'tickets',
    in: 'query' as const,
    description: `${ids(MAX_TICKETS)}, whose changes are watched`,
    schema: text,
  },
  {
    name: 'rooms',
    in: 'query' as const,
    description: `${ids(MAX_ROOMS)}, whose rooms are joined while the stream is open; what is no ticket’s is left out`,
    schema: text,
  },
];

const events = `Each event has an id, the same over both transports; ids rise, and a client that gives the last one it has
misses nothing and sees nothing twice.

| event | data |
|---|---|
| \`hello\` | \`{connection, tickets, unread}\`: the states of the watched tickets, and how many notifications are unread |
| \`notification\` | \`{id, kind, subject, text, path?, time}\`: new in the user's inbox; \`path\`: where the browser client shows what it is about |
| \`notification.status\` | \`{id, type, kind, status, version, time}\`: a notification one asked for, or was sent by request, moved on |
| \`read\` | \`{ids}\` or \`{all}\`, with \`unread\`: marked as read elsewhere |
| \`order\`, \`payment\`, \`support\`, \`admission\` | the new state of the user's own |
| \`account\` | \`{id, version, role, status}\`: what the user's own account may do has changed |
| \`ticket\` | \`{id, version, title, price, state: free, reserved, sold, quantity?, available?}\` of a watched ticket |
| \`room.joined\`, \`room.left\` | \`{ticketId, user: {id, name}, looking}\` |
| \`room.said\` | \`{id, ticketId, user, text, seller?}\`, to all but who said it and those who are blocked; \`seller\` where the ticket is theirs |
| \`room.looking\` | \`{ticketId, looking}\`: how many people are looking; without an id |
| \`resync\` | \`{from, to}\`: the id was too old to replay; fetch what is shown, and go on from here |
| \`keepalive\` | \`{}\`: every 15 s; all up to its id was sent |
| \`closing\` | \`{reason, retryMs}\`: come back after that time |`;

/** The document of {@link streamRouter}. */
export const streamPaths: OpenApiPaths = {
  '/api/notifications/stream': {
    get: {
      summary: "The user's own news, watched tickets and rooms, as server-sent events",
      description: events,
      tags: ['notifications'],
      security: signedIn,
      parameters: [
        ...wanted,
        {
          name: 'Last-Event-ID',
          in: 'header',
          description: 'Sent by browsers that reconnect; wins over `after`',
          schema: text,
        },
      ],
      responses: {
        200: { description: 'The stream', content: { 'text/event-stream': { schema: text } } },
        ...errors(400, 401, 429, 503),
      },
    },
  },
};
