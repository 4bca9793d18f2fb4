import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Watched } from '../check/streams';
import type { Caller } from './caller';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** One who keeps a live stream open, and after a cut goes on from the last id, as a browser does. */
export class Watcher implements Watched {
  readonly ids: number[] = [];
  cursor = 0;
  after = 0;
  /** Connections that were opened. */
  connections = 0;
  private request?: ClientRequest | undefined;
  private closed = false;
  private pauseMs = FIRST_PAUSE_MS;

  constructor(private readonly user: Caller) {}

  get scope(): string {
    return `user:${this.user.id}`;
  }

  /** @param head the newest id of the log: what came before is not expected */
  start(head: number): void {
    this.after = head;
    this.cursor = head;
    this.connect();
  }

  /** Breaks the connection, as a network would; it is opened again. */
  cut(): void {
    this.request?.destroy();
  }

  stop(): void {
    this.closed = true;
    this.request?.destroy();
  }

  private connect(): void {
    if (this.closed) return;
    const { user, cursor } = this;
    const again = (): void => {
      if (this.request !== request) return;
      this.request = undefined;
      setTimeout(() => this.connect(), this.pauseMs);
      this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    };
    const headers = { authorization: `Bearer ${user.token}`, 'last-event-id': String(cursor) };
    const request = get(`${user.baseUrl}/api/notifications/stream`, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return again();
      }
      this.connections += 1;
      this.pauseMs = FIRST_PAUSE_MS;
      this.read(response, () => this.request === request);
      response.once('close', again);
    });
    this.request = request;
    request.once('error', again);
    request.setTimeout(30_000, () => request.destroy());
  }

  private read(response: IncomingMessage, isCurrent: () => boolean): void {
    let buffer = '';
    response.setEncoding('utf8');
    response.on('error', () => undefined);
    response.on('data', (chunk: string) => {
      if (!isCurrent()) return;
      buffer += chunk;
      for (let end = buffer.indexOf('\n\n'); end !== -1; end = buffer.indexOf('\n\n')) {
        this.take(buffer.slice(0, end));
        buffer = buffer.slice(end + 2);
      }
    });
  }

  private take(block: string): void {
    const id = Number(/^id: (\d+)$/m.exec(block)?.[1] ?? 0);
    if (!id) return;
    const event = /^event: (\S+)$/m.exec(block)?.[1];
    // A greeting only tells where the cursor is.
    if (event !== undefined && event !== 'hello') this.ids.push(id);
    this.cursor = Math.max(this.cursor, id);
  }
}
