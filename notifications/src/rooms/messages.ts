import { BadRequestError, RequestValidationError, TooManyRequestsError } from '@ticketing/common/errors';
import { idParam, requireAuth } from '@ticketing/common/http';
import { type Request, Router } from 'express';
import type { Live } from '../feed/live';
import { requestUser } from '../intake/access';

/** The longest message, in characters as people count them. */
export const MAX_MESSAGE = 280;

/** What may be said in a room, or what is wrong with it. */
export type CheckedMessage = { text: string } | { fault: string };

/** Trims a message and checks its length. Line breaks stay; other control characters are dropped. */
export function checkMessage(value: unknown): CheckedMessage {
  if (typeof value !== 'string') return { fault: 'text must be text' };
  const text = value
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
  if (text === '') return { fault: 'text must not be empty' };
  if (Array.from(text).length > MAX_MESSAGE)
    return { fault: `text may have up to ${MAX_MESSAGE} characters` };
  return { text };
}

/**
 * Says something in a room, by either transport.
 *
 * @throws RequestValidationError (400) naming `text`, BadRequestError (400) to who isn't in the room,
 * TooManyRequestsError (429) above the rate
 */
export async function postMessage(
  live: Live,
  userId: string,
  room: string,
  text: unknown,
): Promise<{ id: string }> {
  const checked = checkMessage(text);
  if ('fault' in checked) throw new RequestValidationError([{ field: 'text', message: checked.fault }]);
  if (!(await live.presence.has(room, userId))) {
    throw new BadRequestError('Join the room before speaking there', { field: 'room', code: 'not_in_room' });
  }
  const wait = await live.talk.wait(userId);
  if (wait > 0) throw new TooManyRequestsError(wait / 1_000);
  return live.rooms.say({ id: userId, name: await live.nameOf(userId) }, room, checked.text);
}

const roomId = (req: Request): string => String(req.params['ticketId']);

/** The rooms' side for those who hear by server-sent events: joining is opening the stream with `rooms=`. */
export function roomsRouter(live: Live): Router {
  const router = Router();
  const path = '/api/notifications/rooms/:ticketId';
  // How many look is for everybody, as the ticket itself is; who they are isn't.
  router.get(path, idParam('ticketId'), async (req, res) => {
    const room = roomId(req);
    res.json({ ticketId: room, looking: await live.presence.count(room) });
  });
  router.post(`${path}/messages`, requireAuth, idParam('ticketId'), async (req, res) => {
    const { text } = req.body as { text?: unknown };
    res.status(201).json(await postMessage(live, requestUser(req).id, roomId(req), text));
  });
  return router;
}
