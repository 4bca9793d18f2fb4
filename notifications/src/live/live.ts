import { retryUntilAvailable } from '@ticketing/common/concurrency';
import type { Logger } from '@ticketing/common/observability';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Inbox } from '../inbox/inbox';
import type { Replicas } from '../replicas/replicas';
import { FeedLog } from './feed/feed-log';
import { FeedSignal } from './feed-signal';
import type { Transport } from './frame';
import { Hub, type HubOptions } from './hub';
import type { LiveSession, LiveUser } from './live-session';
import { Presence } from './rooms/presence';
import { Rooms } from './rooms/rooms';
import { TalkLimit } from './rooms/talk-limit';
import { ticketStates } from './ticket-states';
import type { Wanted } from './wanted';

export interface LiveOptions extends Pick<HubOptions, 'keepaliveMs' | 'stalledMs' | 'pollMs' | 'random'> {
  connection: Connection;
  /** Commands and publishes. */
  redis: Redis;
  /** A connection of its own for subscribing. */
  subscriber: Redis;
  logger: Logger;
  replicas: Replicas;
  inbox: Inbox;
  /** A user's name, as others in a room see it; empty while nobody told of them. */
  nameOf: (userId: string) => Promise<string>;
  /** How long a stream can be taken up again, in ms, at least an hour; default 24 hours. */
  retentionMs?: number;
  /** Keeps apart what shares a Redis; default `notifications`. */
  redisPrefix?: string;
  /** See `Presence`, `Rooms` and `TalkLimit`. */
  seatMs?: number;
  beatMs?: number;
  graceMs?: number;
  talk?: { limit: number; windowMs: number };
}

const hour = 3_600_000;
const trimEveryMs = 60_000;
/** Beyond this a timer would fire at once. */
const longestTimer = 2 ** 31 - 1;

/** All that is live: the log, its streams, and the rooms. */
export class Live {
  readonly log: FeedLog;
  readonly hub: Hub;
  readonly rooms: Rooms;
  readonly presence: Presence;
  readonly talk: TalkLimit;
  private readonly signal: FeedSignal;
  private trimming: NodeJS.Timeout | undefined;

  constructor(private readonly options: LiveOptions) {
    const { connection, redis, subscriber, logger, nameOf, redisPrefix: prefix = 'notifications' } = options;
    this.signal = new FeedSignal({ redis, subscriber, logger, channel: `${prefix}:feed` });
    this.log = new FeedLog({ connection, onAppended: (head) => this.signal.tell(head) });
    this.hub = new Hub({ ...options, log: this.log });
    this.presence = new Presence({
      redis,
      prefix: `${prefix}:rooms`,
      ...(options.seatMs === undefined ? {} : { seatMs: options.seatMs }),
    });
    this.talk = new TalkLimit({ redis, prefix: `${prefix}:talk`, ...options.talk });
    this.rooms = new Rooms({ ...options, hub: this.hub, log: this.log, presence: this.presence, nameOf });
  }

  async start(): Promise<void> {
    await retryUntilAvailable(() => this.log.prepare(), this.options.logger);
    this.signal.onGrowth(() => this.hub.poke());
    this.signal.start();
    await this.hub.start();
    this.rooms.start();
    this.trimming = setInterval(() => this.trim(), trimEveryMs);
    this.trimming.unref();
  }

  /** Ends all streams with a hint when to come back. */
  drain(): void {
    this.hub.drain();
  }

  async stop(): Promise<void> {
    clearInterval(this.trimming);
    this.drain();
    await this.rooms.stop();
    await this.hub.stop();
  }

  /**
   * Opens a stream. The caller closes the session when the connection is gone.
   *
   * @param until when the user's session ends, in ms since the epoch; the stream ends with it
   */
  open(user: LiveUser, transport: Transport, wanted: Wanted, until = Infinity): LiveSession {
    const session = this.hub.open(user, transport);
    for (const id of wanted.tickets) this.hub.subscribe(session, `ticket:${id}`);
    const joined = wanted.rooms.map(async (room) => ({
      room,
      looking: await this.rooms.join(session, room),
    }));
    const ending = setTimeout(
      () => session.end('session ended', 0),
      Math.min(longestTimer, Math.max(0, until - Date.now())),
    );
    ending.unref();
    session.onClose(() => clearTimeout(ending));
    session
      .start(wanted.after, (position) => this.greeting(user, wanted, position))
      .then(async () => {
        for (const { room, looking } of await Promise.all(joined)) {
          if (looking !== undefined)
            session.push({ event: 'room.looking', data: { ticketId: room, looking } });
        }
      })
      .catch((err: unknown) => {
        this.options.logger.warn({ err }, 'a stream could not begin and is cut');
        transport.cut('unavailable');
        session.close();
      });
    return session;
  }

  /** The present states of tickets. */
  async ticketStates(ids: string[]): Promise<object[]> {
    return ticketStates({ replicas: this.options.replicas, log: this.log }, ids, Number.MAX_SAFE_INTEGER);
  }

  /** A user's name, as others see it. */
  nameOf(userId: string): Promise<string> {
    return this.options.nameOf(userId);
  }

  private async greeting(user: LiveUser, { tickets }: Wanted, position: number): Promise<object> {
    const [states, unread] = await Promise.all([
      ticketStates({ replicas: this.options.replicas, log: this.log }, tickets, position),
      this.options.inbox.unread(user.id),
    ]);
    return { tickets: states, unread };
  }

  private trim(): void {
    const retention = Math.max(hour, this.options.retentionMs ?? 24 * hour);
    this.log
      .trim(new Date(Date.now() - retention))
      .catch((err: unknown) => this.options.logger.warn({ err }, 'the feed could not be trimmed'));
  }
}
