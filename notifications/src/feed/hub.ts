import { gauge, type Logger } from '@ticketing/common/observability';
import type { FeedEntry, Scope, FeedLog } from './feed-log';
import { FeedTail } from './feed-tail';
import { type Transport, LiveSession, type LiveUser } from './session';

const openStreams = gauge('notifications_live_streams', 'Open streams and sockets of this process');

export interface HubOptions {
  log: FeedLog;
  logger: Logger;
  /** In ms; default 15,000. */
  keepaliveMs?: number;
  /** How long a client may take nothing before it is cut, in ms; default 30,000. */
  stalledMs?: number;
  /** How long an entry may wait when the hint that it is there was lost, in ms; default 1,000. */
  pollMs?: number;
  /** From 0 to below 1. */
  random?: () => number;
}

/** The streams of this process: follows the log once and hands each entry to those who may see it. */
export class Hub {
  private readonly tail: FeedTail;
  private readonly sessions = new Set<LiveSession>();
  private readonly byScope = new Map<Scope, Set<LiveSession>>();
  private timer: NodeJS.Timeout | undefined;
  private draining = false;

  constructor(private readonly options: HubOptions) {
    const { log, logger, pollMs } = options;
    this.tail = new FeedTail({
      log,
      logger,
      onEntries: (entries) => entries.forEach((entry) => this.dispatch(entry)),
      onBroken: () => this.sessions.forEach((session) => session.resync()),
      ...(pollMs === undefined ? {} : { pollMs }),
    });
  }

  /** True once the process was told to stop: no more streams. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** How many streams are open. */
  get size(): number {
    return this.sessions.size;
  }

  async start(): Promise<void> {
    await this.tail.start();
    this.timer = setInterval(() => this.keepalive(), this.options.keepaliveMs ?? 15_000);
    this.timer.unref();
  }

  /** Ends all streams, each with its own time to come back, so that they don't all arrive at the next replica at once. */
  drain(): void {
    this.draining = true;
    const { random = Math.random } = this.options;
    for (const session of [...this.sessions]) session.end('draining', 500 + Math.floor(random() * 2_500));
  }

  /** Ends the streams of sessions that are over. */
  end(isOver: (session: LiveSession) => boolean): void {
    // Defence: streams end with their session → return;
    for (const session of [...this.sessions]) if (isOver(session)) session.end('session ended', 0);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.tail.stop();
  }

  /** Says that the log may have grown. */
  poke(): void {
    this.tail.poke();
  }

  /** A stream for this user over this transport; `start` it when its scopes are set. */
  open(user: LiveUser, transport: Transport): LiveSession {
    const { log, logger, stalledMs = 30_000 } = this.options;
    const session = new LiveSession({
      user,
      transport,
      log,
      logger,
      stalledMs,
      position: () => this.tail.position,
    });
    this.sessions.add(session);
    openStreams.set(this.sessions.size);
    session.onClose(() => {
      this.sessions.delete(session);
      openStreams.set(this.sessions.size);
      for (const scope of [...session.scopes]) this.unsubscribe(session, scope);
    });
    this.subscribe(session, `user:${user.id}`);
    return session;
  }

  subscribe(session: LiveSession, scope: Scope): void {
    if (session.isClosed) return;
    session.scopes.add(scope);
    const others = this.byScope.get(scope);
    if (others) others.add(session);
    else this.byScope.set(scope, new Set([session]));
  }

  unsubscribe(session: LiveSession, scope: Scope): void {
    session.scopes.delete(scope);
    const others = this.byScope.get(scope);
    others?.delete(session);
    if (others?.size === 0) this.byScope.delete(scope);
  }

  /** The sessions of this process with this scope. */
  inScope(scope: Scope): ReadonlySet<LiveSession> {
    return this.byScope.get(scope) ?? new Set();
  }

  private dispatch(entry: FeedEntry): void {
    for (const session of this.byScope.get(entry.scope) ?? []) session.offer(entry);
  }

  private keepalive(): void {
    for (const session of this.sessions) session.keepalive();
  }
}
