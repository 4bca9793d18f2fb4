import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  BadRequestError,
  CustomError,
  errorCatalogue,
  ForbiddenError,
  NotAuthorizedError,
  UnavailableError,
} from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { type Authenticator, isOwnOrigin } from '@ticketing/common/http';
import type { Logger, SecurityEvents } from '@ticketing/common/observability';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { postMessage } from '../rooms/messages';
import type { Live } from './live';
import type { LiveUser, LiveSession, Frame, Transport } from './session';
import {
  enforceConnectionLimit,
  parseStreamSubscription,
  withRealRooms,
  type StreamSubscription,
  MAX_ROOMS,
  MAX_TICKETS,
} from './stream-subscription';

export interface SocketServerOptions {
  live: Live;
  authenticator: Authenticator;
  /** Origins that may open sockets, besides the own host, and whether a proxy tells that. */
  origins: { allowed: readonly string[]; trustsProxy: boolean };
  events: SecurityEvents;
  logger: Logger;
}

export const socketPath = '/api/notifications/socket';
/** In bytes: no command is longer. */
const MAX_COMMAND = 16 * 1024;
/** Commands that may wait for those before them. */
const MAX_WAITING = 50;
/** RFC 6455: the client breaks the rules. */
const POLICY_VIOLATION = 1008;

interface Asked {
  user: LiveUser;
  subscription: StreamSubscription;
  until: number;
}

/** The WebSocket side of the streams: the same log, ids and rights as the event stream's. */
export class SocketServer {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_COMMAND,
    perMessageDeflate: false,
  });

  constructor(private readonly options: SocketServerOptions) {
    this.server.on('wsClientError', (error, socket) => refuse(socket, new BadRequestError(error.message)));
  }

  /** Handles an HTTP server's `upgrade` on {@link socketPath}. */
  readonly onUpgrade = (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const drop = () => socket.destroy();
    socket.once('error', drop);
    this.read(req)
      .then((asked) => {
        // In the turn in which it opens, so that sockets asked for at once count each other.
        enforceConnectionLimit(this.options.live.hub, asked.user.id);
        socket.off('error', drop);
        // Opens none for a client that has left.
        this.server.handleUpgrade(req, socket, head, (webSocket) => this.open(webSocket, asked));
      })
      .catch((error: unknown) => {
        const known = error instanceof CustomError ? error : new UnavailableError();
        if (known !== error) this.options.logger.warn({ err: error }, 'a socket could not be opened');
        refuse(socket, known);
      });
  };

  private async read(req: IncomingMessage): Promise<Asked> {
    const { live, authenticator, origins, events } = this.options;
    const url = new URL(req.url ?? '/', 'http://localhost');
    if (!isOwnOrigin(req, origins)) {
      events.note('origin_refused', { route: socketPath });
      throw new ForbiddenError(errorCatalogue.foreign_origin.message, { code: 'foreign_origin' });
    }
    const session = await authenticator.authenticate(req);
    if (!session) throw new NotAuthorizedError();
    const asked = parseStreamSubscription(Object.fromEntries(url.searchParams));
    const subscription = await withRealRooms(live, asked);
    const { id, sid } = session.user;
    const user = { id, ...(sid === undefined ? {} : { sid }), name: await live.findName(id) };
    return { user, subscription, until: session.until };
  }

  private open(webSocket: WebSocket, { user, subscription, until }: Asked): void {
    const { live, logger } = this.options;
    const session = live.open(user, new SocketTransport(webSocket), subscription, until);
    let waiting = 0;
    let last = Promise.resolve();
    webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary || waiting >= MAX_WAITING) return webSocket.close(POLICY_VIOLATION, 'too many commands');
      waiting += 1;
      last = last
        .then(() => runCommand({ live, session, logger }, data.toString()))
        .finally(() => (waiting -= 1));
    });
    webSocket.on('error', (error) => logger.debug({ err: error }, 'a socket failed'));
    webSocket.on('close', () => session.close());
  }
}

/** An HTTP error answer instead of the upgrade, in the form of all others. */
function refuse(socket: Duplex, error: CustomError): void {
  const body = JSON.stringify({ errors: error.serializeErrors() });
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...error.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${error.statusCode} ${STATUS_CODES[error.statusCode] ?? ''}`;
  // The timeouts of HTTP end with the upgrade: a client that stays on would hold the connection open.
  socket.once('finish', () => socket.destroy());
  socket.end([status, ...lines, '', body].join('\r\n'));
}

const id = z.string().transform((value, context) => {
  const parsed = parseObjectId(value);
  if (parsed === undefined) context.addIssue('must be the id of a ticket');
  return parsed ?? z.NEVER;
});
/** Comes back with the answer, so that a client can tell which command it is for. */
const ref = z.union([z.string().max(64), z.number()]).optional();
const tickets = z.array(id).min(1).max(MAX_TICKETS);

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
  } catch (error) {
    const known = error instanceof CustomError ? error : new UnavailableError();
    if (known !== error) logger.warn({ err: error }, 'a command over a socket failed');
    fail(session, parsed.command.ref, known.serializeErrors());
  }
}

async function run({ live, session }: CommandContext, asked: Command): Promise<object> {
  switch (asked.type) {
    case 'watch':
      for (const ticket of asked.tickets) {
        if (count(session, 'ticket') < MAX_TICKETS) live.hub.subscribe(session, `ticket:${ticket}`);
      }
      return { tickets: await live.ticketStates(asked.tickets) };
    case 'unwatch':
      for (const ticket of asked.tickets) live.hub.unsubscribe(session, `ticket:${ticket}`);
      return {};
    case 'join': {
      if (count(session, 'room') >= MAX_ROOMS && !session.scopes.has(`room:${asked.room}`))
        return { joined: false };
      await live.findRoom(asked.room);
      return { joined: true, looking: await live.rooms.join(session, asked.room) };
    }
    case 'leave':
      await live.rooms.leave(session, asked.room);
      return {};
    case 'say':
      return postMessage(live, session.user.id, asked.room, asked.text);
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

/** What may wait in the socket's buffer before the client counts as slow, in bytes. */
const HIGH_WATER = 64 * 1024;
const DRAIN_POLL_MS = 20;

/** RFC 6455 close codes: https://www.iana.org/assignments/websocket/websocket.xhtml */
const SERVICE_RESTART = 1012;

/** WebSocket: each frame is the JSON text `{ id?, event, data }`. */
export class SocketTransport implements Transport {
  /** Pings since the last pong. */
  private unanswered = 0;

  constructor(private readonly socket: WebSocket) {
    socket.on('pong', () => (this.unanswered = 0));
  }

  get waiting(): number {
    return this.socket.bufferedAmount;
  }

  get congested(): boolean {
    return this.waiting > HIGH_WATER;
  }

  send(frame: Frame): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** Also asks the client for a sign of life: one that gave none twice is gone. */
  keepalive(id: number): void {
    if (this.unanswered >= 2) return this.socket.terminate();
    this.unanswered += 1;
    this.send({ id, event: 'keepalive', data: {} });
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  /** `ws` tells of no drain, so the buffer is looked at again. */
  async drained(): Promise<void> {
    while (this.congested && this.socket.readyState === this.socket.OPEN) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
  }

  end(reason: string, retryMs: number): void {
    this.send({ event: 'closing', data: { reason, retryMs } });
    this.socket.close(SERVICE_RESTART, reason);
  }

  cut(): void {
    this.socket.terminate();
  }
}
