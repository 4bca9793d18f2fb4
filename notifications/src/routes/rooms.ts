import { idParam, requireAuth } from '@ticketing/common/http';
import { type Request, Router } from 'express';
import type { Live } from '../live/live';
import { speak } from '../live/rooms/speak';
import { userOf } from './user-of';

const roomOf = (req: Request): string => String(req.params['ticketId']);

/** The rooms' side for those who hear by server-sent events: joining is opening the stream with `rooms=`. */
export function roomsRouter(live: Live): Router {
  const router = Router();
  const path = '/api/notifications/rooms/:ticketId';
  // How many look is for everybody, as the ticket itself is; who they are isn't.
  router.get(path, idParam('ticketId'), async (req, res) => {
    const room = roomOf(req);
    res.json({ ticketId: room, looking: await live.presence.count(room) });
  });
  router.post(`${path}/messages`, requireAuth, idParam('ticketId'), async (req, res) => {
    const { text } = req.body as { text?: unknown };
    res.status(201).json(await speak(live, userOf(req).id, roomOf(req), text));
  });
  return router;
}
