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
import type { TokenVerifier } from '@ticketing/common/http';
import type { Logger } from '@ticketing/common/observability';
import { type WebSocket, WebSocketServer } from 'ws';
import { admit } from './admit';
import { endOf, isOwnOrigin, userOfUpgrade } from './authenticate-upgrade';
import type { Live } from './live';
import type { LiveUser } from './live-session';
import { runCommand } from './socket-commands';
import { SocketTransport } from './transports/socket';
import { parseWanted, type Wanted } from './wanted';

export interface SocketServerOptions {
  live: Live;
  verifier: TokenVerifier;
  /** Origins that may open sockets, besides the own host. */
  allowedOrigins: readonly string[];
  logger: Logger;
}

export const socketPath = '/api/notifications/socket';
/** In bytes: no command is longer. */
const largestCommand = 16 * 1024;
/** Commands that may wait for those before them. */
const mostWaiting = 50;
/** RFC 6455: the client breaks the rules. */
const policyViolation = 1008;

interface Asked {
  user: LiveUser;
  wanted: Wanted;
  until: number;
}

/** The WebSocket side of the streams: the same log, ids and rights as the event stream's. */
export class SocketServer {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: largestCommand,
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
        admit(this.options.live.hub, asked.user.id);
        socket.off('error', drop);
        // Opens none for a client that has left.
        this.server.handleUpgrade(req, socket, head, (webSocket) => this.open(webSocket, asked));
      })
      .catch((err: unknown) => {
        const known = err instanceof CustomError ? err : new UnavailableError();
        if (known !== err) this.options.logger.warn({ err }, 'a socket could not be opened');
        refuse(socket, known);
      });
  };

  private async read(req: IncomingMessage): Promise<Asked> {
    const { live, verifier, allowedOrigins } = this.options;
    const url = new URL(req.url ?? '/', 'http://localhost');
    if (!isOwnOrigin(req, allowedOrigins)) {
      throw new ForbiddenError(errorCatalogue.foreign_origin.message, { code: 'foreign_origin' });
    }
    const session = userOfUpgrade(req, verifier);
    if (!session) throw new NotAuthorizedError();
    const wanted = parseWanted(Object.fromEntries(url.searchParams));
    const { id } = session.user;
    return { user: { id, name: await live.nameOf(id) }, wanted, until: endOf(session.token) };
  }

  private open(webSocket: WebSocket, { user, wanted, until }: Asked): void {
    const { live, logger } = this.options;
    const session = live.open(user, new SocketTransport(webSocket), wanted, until);
    let waiting = 0;
    let last = Promise.resolve();
    webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary || waiting >= mostWaiting) return webSocket.close(policyViolation, 'too many commands');
      waiting += 1;
      last = last
        .then(() => runCommand({ live, session, logger }, data.toString()))
        .finally(() => (waiting -= 1));
    });
    webSocket.on('error', (err) => logger.debug({ err }, 'a socket failed'));
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
