import { clientLeft, requireAuth, tokenEnd } from '@ticketing/common/http';
import { type Response, Router } from 'express';
import { requestUser } from '../intake/access';
import type { Live } from './live';
import type { Frame, Transport } from './session';
import { enforceConnectionLimit, parseStreamSubscription } from './stream-subscription';

/** What may wait in the socket's buffer before the client counts as slow, in bytes. */
const HIGH_WATER = 64 * 1024;

/**
 * Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html. A block with an id and no data moves
 * the client's `Last-Event-ID` without an event.
 */
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
    this.write(`id: ${id}\n: keepalive\n\n`);
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
    const subscription = parseStreamSubscription(req.query, req.get('Last-Event-ID'));
    const user = { id, ...(sid === undefined ? {} : { sid }), name: await live.nameOf(id) };
    if (left.aborted) return;
    enforceConnectionLimit(live.hub, id);
    const session = live.open(user, new EventStreamTransport(res), subscription, tokenEnd(req));
    left.addEventListener('abort', () => session.close());
  });
  return router;
}
