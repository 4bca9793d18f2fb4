import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { ReplayableBody } from './replayable-body';
import type { Upstream } from './upstreams';

/** One request on its way: which replicas it was sent to, and whether any can have read of it. */
export class Attempt {
  readonly tried = new Set<Upstream>();
  private readonly body: ReplayableBody | undefined;
  private socket: Socket | undefined;
  private writtenBefore = 0;
  private connected = false;
  private repeated = false;

  constructor(private readonly req: IncomingMessage) {
    this.body = hasBody(req) ? new ReplayableBody(req) : undefined;
  }

  /** It is about to be sent to a replica. */
  start(upstream: Upstream): void {
    this.tried.add(upstream);
    this.socket = undefined;
    this.connected = false;
  }

  /** The body to be sent now; `undefined` for a request without one, whose own stream does the first time. */
  stream(): Readable | undefined {
    return this.body?.stream();
  }

  /** Told which connection the request is about to be written to. */
  begin(socket: Socket): void {
    this.socket = socket;
    this.connected = !socket.connecting;
    this.writtenBefore = socket.bytesWritten;
    if (this.connected) this.body?.release();
    else {
      socket.once('connect', () => {
        if (this.socket !== socket) return;
        this.connected = true;
        this.writtenBefore = -1;
        this.body?.release();
      });
    }
  }

  /** Whether no byte of it can have reached a replica. */
  get unsent(): boolean {
    return !this.connected || this.socket?.bytesWritten === this.writtenBefore;
  }

  /**
   * Whether it may be sent to another replica, after an error: always when none has read of it; once, when it changes
   * nothing. A request that kills who handles it must not be handed to one after the other.
   */
  mayRepeat({ code = '' }: NodeJS.ErrnoException): boolean {
    if (!broken.has(code)) return false;
    if (this.unsent && (!this.body || !this.connected)) return true;
    const harmless = this.req.method === 'GET' || this.req.method === 'HEAD';
    if (!harmless || this.body || this.repeated) return false;
    this.repeated = true;
    return true;
  }
}

const broken = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ERR_STREAM_DESTROYED']);

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
