import { Agent, type ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';

/** Shorter than the 5 s after which Node's server closes a connection that nobody uses. */
const IDLE_MS = 3_000;

interface Timed {
  setTimeout(ms: number): unknown;
}

/**
 * Keeps connections to the services open between requests, and drops an idle one before its service would:
 * a request sent just when the other side closes would fail.
 */
export class KeepAliveAgent extends Agent {
  constructor() {
    super({ keepAlive: true, maxFreeSockets: 256 });
  }

  override keepSocketAlive(socket: Duplex): void {
    // Node returns whether to keep it, which its types leave out.
    const keep = super.keepSocketAlive(socket) as unknown;
    (socket as unknown as Timed).setTimeout(IDLE_MS);
    return keep as void;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    (socket as unknown as Timed).setTimeout(0);
    super.reuseSocket(socket, request);
  }
}
