import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { errorCatalogue, type ErrorCode } from '../errors';
import { closeWithConnection } from './client-left';
import { appMessages } from './app-messages';
import { requestFault } from './request-fault';
import { asksForWebSocket, withoutUpgrade } from './upgrade';

/** Which requests become WebSockets, and who takes them over. */
export interface WebSockets {
  /** The whole path, without a query. */
  path: string;
  onUpgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** How long a refused client may take to read why, in ms. */
const lingerMs = 1_000;

/** What the parser's errors are to a client; all others mean that the request is malformed. */
const clientErrorCodes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  HPE_INVALID_VERSION: 'version_not_supported',
  HPE_PAUSED_H2_UPGRADE: 'version_not_supported',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/**
 * Node's HTTP server, as all of ours are: each request has one answer, in the form of all errors where HTTP itself is broken,
 * and nothing behind a broken request is done. An `Upgrade` to anything but a WebSocket on its path is ignored, as RFC 9110
 * (7.8) allows: the request is answered as if it hadn't asked.
 */
export class HttpServer {
  readonly server: Server;
  /** Answers that aren't finished. */
  readonly unanswered = new Set<ServerResponse>();
  private readonly messages = appMessages();
  private readonly refused = new WeakSet<Duplex>();
  /** Of a connection, the request that was answered before its body had come. */
  private readonly unread = new WeakMap<Duplex, IncomingMessage>();
  private webSockets: WebSockets | undefined;
  private ending = false;

  constructor(
    private readonly listener: RequestListener,
    options: ServerOptions = {},
  ) {
    const { IncomingMessage, ServerResponse } = this.messages;
    // Node's own check of hosts answers without a body, and passes on what stands behind.
    const own = { requireHostHeader: false, insecureHTTPParser: false, IncomingMessage, ServerResponse };
    this.server = createServer({ ...options, ...own });
    // Headers above a count would be left out without a word; their size is limited anyway.
    this.server.maxHeadersCount = 0;
    this.server.on('request', (req, res) => this.begin(req, res));
    this.server.on('checkExpectation', (req, res) => this.begin(req, res, 'expectation_failed'));
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.onBroken(error, socket));
    this.server.on('connect', (_req, socket: Duplex) => this.refuse(socket, 'not_implemented'));
    this.server.on('upgrade', (req, socket: Duplex, head: Buffer) => this.onUpgrade(req, socket, head));
  }

  /** Makes all further requests and answers the app's own; see `appMessages`. */
  adopt(app: RequestListener): void {
    this.messages.adopt(app);
  }

  /** Lets requests become WebSockets from now on. */
  accept(webSockets: WebSockets): void {
    this.webSockets = webSockets;
  }

  /** Tells clients with every answer from now on that no other will follow on its connection. */
  endConnections(): void {
    this.ending = true;
    for (const res of this.unanswered) res.shouldKeepAlive = false;
  }

  private begin(req: IncomingMessage, res: ServerResponse, unmet?: ErrorCode): void {
    const { socket } = req;
    if (this.refused.has(socket)) return;
    const fault = requestFault(req);
    if (fault) {
      req.resume();
      return this.refuse(socket, fault, req.method);
    }
    this.unanswered.add(res);
    res.once('close', () => {
      this.unanswered.delete(res);
      if (!req.complete) this.unread.set(socket, req);
    });
    if (!res.socket) closeWithConnection(res);
    if (this.ending) res.shouldKeepAlive = false;
    if (unmet === undefined) return this.listener(req, res);
    const { status, headers, body } = toAnswer(unmet);
    res.writeHead(status, headers).end(body);
  }

  /** What came can't be parsed, or the rest doesn't come in time. */
  private onBroken({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
    if (this.refused.has(socket)) return;
    const began = this.unansweredOn(socket).some(({ req, headersSent }) => !req.complete && headersSent);
    const answered = this.unread.get(socket)?.complete === false;
    this.refuse(socket, began || answered ? undefined : (clientErrorCodes[code] ?? 'malformed_request'));
  }

  private onUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.refused.has(socket)) return;
    this.afterOthers(socket, () => {
      const { webSockets, server } = this;
      if (webSockets && asksForWebSocket(req, webSockets.path) && requestFault(req) === undefined) {
        return webSockets.onUpgrade(req, socket, head);
      }
      socket.unshift(head);
      socket.unshift(withoutUpgrade(req));
      server.emit('connection', socket);
    });
  }

  /** Closes a connection, with an answer unless the request has one already; nothing more is read of it. */
  private refuse(socket: Duplex, code: ErrorCode | undefined, method?: string): void {
    this.refused.add(socket);
    socket.on('error', ignore);
    this.afterOthers(socket, () => {
      socket.end(code && toText(code, method));
      // Closed at once, with bytes that weren't read, the connection would be reset and the answer lost.
      const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
      socket.resume().once('close', () => clearTimeout(timer));
    });
  }

  /** Runs `then` once the requests that came before on the connection are answered; never, when that closes it. */
  private afterOthers(socket: Duplex, then: () => void): void {
    if (!socket.writable) return;
    const last = this.unansweredOn(socket).findLast(({ req }) => req.complete);
    if (!last) return then();
    socket.on('error', ignore);
    last.once('close', () => {
      socket.off('error', ignore);
      this.afterOthers(socket, then);
    });
  }

  private unansweredOn(socket: Duplex): ServerResponse[] {
    return [...this.unanswered].filter(({ req }) => req.socket === socket);
  }
}

const ignore = () => undefined;

function toAnswer(code: ErrorCode) {
  const { status, message } = errorCatalogue[code];
  const body = JSON.stringify({ errors: [{ message, code }] });
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  };
  return { status, headers, body };
}

/** A whole answer, which closes the connection. */
function toText(code: ErrorCode, method?: string): string {
  const { status, headers, body } = toAnswer(code);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n');
  return method === 'HEAD' ? head : head + body;
}
