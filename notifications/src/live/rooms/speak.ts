import { BadRequestError, RequestValidationError, TooManyRequestsError } from '@ticketing/common/errors';
import type { Live } from '../live';
import { checkMessage } from './room-message';

/**
 * Says something in a room, by either transport.
 *
 * @throws RequestValidationError (400) naming `text`, BadRequestError (400) to who isn't in the room,
 * TooManyRequestsError (429) above the rate
 */
export async function speak(
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
