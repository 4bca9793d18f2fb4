import { clientLeft, requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import { admit } from '../live/admit';
import { endOf, tokenOf } from '../live/authenticate-upgrade';
import type { Live } from '../live/live';
import { EventStreamTransport } from '../live/transports/event-stream';
import { parseWanted } from '../live/wanted';
import { userOf } from './user-of';

/** `GET /api/notifications/stream`: server-sent events of the user's own, of watched tickets and of rooms. */
export function streamRouter(live: Live): Router {
  const router = Router();
  router.get('/api/notifications/stream', requireAuth, async (req, res) => {
    const left = clientLeft(res);
    const { id } = userOf(req);
    const wanted = parseWanted(req.query, req.get('Last-Event-ID'));
    const user = { id, name: await live.nameOf(id) };
    if (left.aborted) return;
    admit(live.hub, id);
    const session = live.open(user, new EventStreamTransport(res), wanted, endOf(tokenOf(req)));
    left.addEventListener('abort', () => session.close());
  });
  return router;
}
