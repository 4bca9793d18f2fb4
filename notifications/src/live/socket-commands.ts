import { CustomError, UnavailableError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import type { Logger } from '@ticketing/common/observability';
import { z } from 'zod';
import type { Live } from './live';
import type { LiveSession } from './live-session';
import { speak } from './rooms/speak';
import { mostRooms, mostTickets } from './wanted';

const id = z.string().transform((value, context) => {
  const parsed = parseObjectId(value);
  if (parsed === undefined) context.addIssue('must be the id of a ticket');
  return parsed ?? z.NEVER;
});
/** Comes back with the answer, so that a client can tell which command it is for. */
const ref = z.union([z.string().max(64), z.number()]).optional();
const tickets = z.array(id).min(1).max(mostTickets);

const command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('watch'), ref, tickets }),
  z.object({ type: z.literal('unwatch'), ref, tickets }),
  z.object({ type: z.literal('join'), ref, room: id }),
  z.object({ type: z.literal('leave'), ref, room: id }),
  z.object({ type: z.literal('say'), ref, room: id, text: z.unknown() }),
]);

type Command = z.infer<typeof command>;
type Ref = Command['ref'];

export interface CommandContext {
  live: Live;
  session: LiveSession;
  logger: Logger;
}

/** Does what a client asks for over its socket, and answers with `ack` or `error`. Never rejects. */
export async function runCommand(context: CommandContext, text: string): Promise<void> {
  const { session, logger } = context;
  const parsed = parse(text);
  if ('errors' in parsed) return fail(session, parsed.ref, parsed.errors);
  try {
    const result = await run(context, parsed.command);
    session.push({ event: 'ack', data: { ref: parsed.command.ref, ...result } });
  } catch (err) {
    const known = err instanceof CustomError ? err : new UnavailableError();
    if (known !== err) logger.warn({ err }, 'a command over a socket failed');
    fail(session, parsed.command.ref, known.serializeErrors());
  }
}

async function run({ live, session }: CommandContext, asked: Command): Promise<object> {
  switch (asked.type) {
    case 'watch':
      for (const ticket of asked.tickets) {
        if (count(session, 'ticket') < mostTickets) live.hub.subscribe(session, `ticket:${ticket}`);
      }
      return { tickets: await live.ticketStates(asked.tickets) };
    case 'unwatch':
      for (const ticket of asked.tickets) live.hub.unsubscribe(session, `ticket:${ticket}`);
      return {};
    case 'join': {
      if (count(session, 'room') >= mostRooms && !session.scopes.has(`room:${asked.room}`))
        return { joined: false };
      return { joined: true, looking: await live.rooms.join(session, asked.room) };
    }
    case 'leave':
      await live.rooms.leave(session, asked.room);
      return {};
    case 'say':
      return speak(live, session.user.id, asked.room, asked.text);
  }
}

function parse(text: string): { command: Command } | { ref: Ref; errors: object[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ref: undefined, errors: [{ message: 'A command must be JSON', code: 'invalid_input' }] };
  }
  const checked = command.safeParse(value);
  if (checked.success) return { command: checked.data };
  const given = typeof value === 'object' && value !== null ? (value as { ref?: unknown }).ref : undefined;
  const errors = checked.error.issues.map(({ path, message }) => {
    const field = path.map(String).join('.');
    return {
      message: field ? `${field}: ${message}` : message,
      ...(field ? { field } : {}),
      code: 'invalid_input',
    };
  });
  return { ref: ref.safeParse(given).data, errors };
}

function fail(session: LiveSession, to: Ref, errors: object[]): void {
  session.push({ event: 'error', data: { ref: to, errors } });
}

function count(session: LiveSession, kind: 'ticket' | 'room'): number {
  return [...session.scopes].filter((scope) => scope.startsWith(`${kind}:`)).length;
}
