import { randomUUID } from 'node:crypto';
import { counter, type Logger } from '@ticketing/common/observability';
import { canReplay, type FeedEntry, type Scope, type FeedLog } from './feed-log';

/** One thing told to a client, the same over either transport. */
export interface Frame {
  /** Id to go on from after a cut; absent for what is only true now. */
  id?: number;
  event: string;
  data: object;
}

/** A way to a client, with a bounded buffer. */
export interface Transport {
  /** Sends, or buffers what the client hasn't taken yet. */
  send(frame: Frame): void;
  /** Lets the client know that the connection lives, and moves its cursor to `id`. */
  keepalive(id: number): void;
  /** Bytes sent that the client hasn't taken yet. */
  readonly waiting: number;
  /** True while the client takes less than is sent. */
  readonly congested: boolean;
  /** Resolves when the client has caught up with what was sent, or is gone. */
  drained(): Promise<void>;
  /** Ends in order, telling how long to wait before coming back. */
  end(reason: string, retryMs: number): void;
  /** Cuts the connection. */
  cut(reason: string): void;
}

const resyncsTotal = counter('notifications_live_resyncs_total', 'Streams that had to begin anew');
const stalledTotal = counter(
  'notifications_live_stalled_total',
  'Streams cut because the client took nothing',
);

/** A signed-in user, as far as streams care. */
export interface LiveUser {
  id: string;
  /** The session, with which the stream ends. */
  sid?: string;
  /** Shown to others in a room. */
  name: string;
}

export interface LiveSessionOptions {
  user: LiveUser;
  transport: Transport;
  log: FeedLog;
  /** Up to where this process has handed out entries. */
  position: () => number;
  logger: Logger;
  /** How long a client may take nothing before it is cut, in ms. */
  stalledMs: number;
}

const PAGE_SIZE = 200;

/**
 * One client's place in the log. It is either live, when new entries are sent as they come, or it catches up by reading
 * pages, waiting for the client between them. It becomes live in the very turn in which its cursor has reached what this
 * process has handed out, so nothing falls between the two and nothing comes twice. A client that takes too little goes
 * back to catching up: what waits for it is in the log, not in memory.
 */
export class LiveSession {
  readonly id = randomUUID();
  readonly scopes = new Set<Scope>();
  private cursor = 0;
  /** Counts the times it began anew. */
  private beginnings = 0;
  private live = false;
  private closed = false;
  private readonly endings = new Set<() => void>();

  constructor(private readonly options: LiveSessionOptions) {}

  get user(): LiveUser {
    return this.options.user;
  }

  /** Bytes that wait in memory for this client to take them. */
  get waiting(): number {
    return this.options.transport.waiting;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /**
   * Tells where the client stands, then what it missed.
   *
   * @param after its cursor; without one it begins now
   * @param hello what is true at a position or later, so that together with what follows nothing is missing
   */
  async start(after: number | undefined, hello: (position: number) => Promise<object>): Promise<void> {
    const position = this.options.position();
    this.cursor = after ?? position;
    const greeting = await hello(position);
    this.push({ id: this.cursor, event: 'hello', data: { connection: this.id, ...greeting } });
    if (after !== undefined && !canReplay(after, await this.options.log.bounds())) this.resync();
    await this.catchUp();
  }

  /** Sends what is only true now, outside of the log. */
  push(frame: Frame): void {
    if (!this.closed) this.options.transport.send(frame);
  }

  /** Takes a new entry of the log, if it is live and may see it. */
  offer(entry: FeedEntry): void {
    if (!this.live || this.closed) return;
    this.deliver(entry);
    if (!this.options.transport.congested) return;
    this.live = false;
    this.catchUpSoon();
  }

  /** What this client has isn't a prefix of the log any more: it begins anew, and has to fetch what it shows. */
  resync(): void {
    const to = this.options.position();
    resyncsTotal.inc();
    this.push({ id: to, event: 'resync', data: { from: this.cursor, to } });
    this.cursor = to;
    this.beginnings += 1;
  }

  keepalive(): void {
    if (this.closed) return;
    // All that came before the position was sent, or isn't for this client.
    if (this.live) this.cursor = Math.max(this.cursor, this.options.position());
    this.options.transport.keepalive(this.cursor);
  }

  /** Ends the stream in order. */
  end(reason: string, retryMs: number): void {
    if (!this.closed) this.options.transport.end(reason, retryMs);
    this.close();
  }

  /** Calls back when the session is over; at once if it is. Returns how to call that off. */
  onClose(callback: () => void): () => void {
    if (this.closed) callback();
    else this.endings.add(callback);
    return () => this.endings.delete(callback);
  }

  /** To be called when the connection is gone. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const ending of this.endings) ending();
    this.endings.clear();
  }

  private deliver(entry: FeedEntry): void {
    if (entry.id <= this.cursor || !this.scopes.has(entry.scope)) return;
    this.cursor = entry.id;
    if (entry.from !== this.user.id && !entry.except?.includes(this.user.id)) {
      this.options.transport.send({ id: entry.id, event: entry.event, data: entry.data });
    }
  }

  private catchUpSoon(): void {
    this.catchUp().catch((error: unknown) => {
      this.options.logger.warn({ err: error }, 'a stream could not catch up and is cut');
      this.options.transport.cut('unavailable');
      this.close();
    });
  }

  private async catchUp(): Promise<void> {
    for (;;) {
      if (!(await this.clientTakes())) return;
      const target = this.options.position();
      const { beginnings } = this;
      if (this.cursor >= target) {
        this.live = true;
        return;
      }
      const entries = await this.options.log.read({
        scopes: [...this.scopes],
        after: this.cursor,
        upTo: target,
        limit: PAGE_SIZE,
      });
      // Entries may have been trimmed between two pages.
      const whole = canReplay(this.cursor, await this.options.log.bounds());
      if (beginnings !== this.beginnings) continue;
      if (!whole) {
        this.resync();
        continue;
      }
      for (const entry of entries) this.deliver(entry);
      if (entries.length < PAGE_SIZE) this.cursor = target;
    }
  }

  /** Waits until the client has taken what was sent; false when it is gone, or was cut for taking nothing. */
  private async clientTakes(): Promise<boolean> {
    if (this.closed) return false;
    if (!this.options.transport.congested) return true;
    let timer: NodeJS.Timeout | undefined;
    const stalled = new Promise<'stalled'>((resolve) => {
      timer = setTimeout(() => resolve('stalled'), this.options.stalledMs);
    });
    const outcome = await Promise.race([this.options.transport.drained(), stalled]);
    clearTimeout(timer);
    if (outcome === 'stalled') {
      stalledTotal.inc();
      this.options.transport.cut('too slow');
      this.close();
    }
    return !this.closed;
  }
}
