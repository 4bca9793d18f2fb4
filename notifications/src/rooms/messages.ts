import {
  BadRequestError,
  ForbiddenError,
  RequestValidationError,
  TooManyRequestsError,
} from '@ticketing/common/errors';
import { normaliseText } from '@ticketing/common/forms';
import { answer, defineRoute } from '@ticketing/common/http';
import { z } from 'zod';
import type { Live } from '../feed/live';

/** The longest message, in characters as people count them. */
export const MAX_MESSAGE = 280;

/** What may be said in a room, or what is wrong with it. */
export type CheckedMessage = { text: string } | { fault: string };

/** Brings a message to its one form and checks its length. Line breaks stay; other control characters are dropped. */
export function checkMessage(value: unknown): CheckedMessage {
  if (typeof value !== 'string') return { fault: 'text must be text' };
  const text = normaliseText(value.replace(/[^\P{Cc}\r\n]/gu, ''));
  if (text === '') return { fault: 'text must not be empty' };
  if (Array.from(text).length > MAX_MESSAGE)
    return { fault: `text may have up to ${MAX_MESSAGE} characters` };
  return { text };
}

/**
 * Says something in a room, by either transport.
 *
 * @throws RequestValidationError (400) naming `text`, NotFoundError (404) where there is no such ticket, BadRequestError (400)
 * to who isn't in the room, ForbiddenError (403) to who is muted, TooManyRequestsError (429) above the rate
 */
export async function postMessage(
  live: Live,
  userId: string,
  room: string,
  text: unknown,
): Promise<{ id: string }> {
  const checked = checkMessage(text);
  if ('fault' in checked) throw new RequestValidationError([{ field: 'text', message: checked.fault }]);
  const ticket = await live.findRoom(room);
  if (!(await live.presence.has(room, userId))) {
    throw new BadRequestError('Join the room before speaking there', { field: 'room', code: 'not_in_room' });
  }
  // Defence: who is muted says nothing → const isMuted = false;
  const isMuted = await live.reports.isMuted(userId);
  if (isMuted) throw new ForbiddenError('You can’t speak here for a while', { code: 'muted' });
  const wait = await live.messageRateLimit.wait(userId);
  if (wait > 0) throw new TooManyRequestsError(wait / 1_000);
  const [name, except] = await Promise.all([live.findName(userId), live.blocks.findApart(userId)]);
  const isSeller = ticket.userId === userId;
  return live.rooms.say({ user: { id: userId, name }, room, text: checked.text, isSeller, except });
}

/** What the routes work with. */
export interface RoomsContext {
  readonly live: Live;
}

const path = '/api/notifications/rooms/:ticketId';

const show = defineRoute({
  method: 'get',
  path,
  summary: "How many people are looking at a ticket's page; who they are is for those who look",
  access: 'anyone',
  errors: [404],
  answers: {
    200: answer('How many', z.object({ ticketId: z.string(), looking: z.int().min(0) }).meta({ id: 'Room' })),
  },
  async handler(req, res, { live }: RoomsContext) {
    const { ticketId } = req.params;
    // Defence: rooms are of tickets → ;
    await live.findRoom(ticketId);
    res.json({ ticketId, looking: await live.presence.count(ticketId) });
  },
});

const say = defineRoute({
  method: 'post',
  path: `${path}/messages`,
  summary: 'Say something to all others in a room one has joined, by opening the stream with `rooms=`',
  access: 'signed-in',
  body: z
    .object({ text: z.unknown().meta({ type: 'string', minLength: 1, maxLength: MAX_MESSAGE }) })
    .meta({ id: 'RoomMessage' }),
  example: { text: 'Is the view good?' },
  answers: { 201: answer('It was said', z.object({ id: z.string() })) },
  errors: [429],
  async handler(req, res, { live }: RoomsContext) {
    res.status(201).json(await postMessage(live, req.currentUser.id, req.params.ticketId, req.body.text));
  },
});

/** The routes of rooms, for those who hear by server-sent events. */
export const roomRoutes = [show, say];
