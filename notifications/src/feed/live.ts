import { setTimeout as sleep } from 'node:timers/promises';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { NotFoundError } from '@ticketing/common/errors';
import type { Logger } from '@ticketing/common/observability';
import type { Revocations } from '@ticketing/common/roles';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Inbox } from '../notification/inbox';
import type { ReadModels, TicketReadModel } from '../read-models/read-models';
import { Blocks } from '../rooms/blocks';
import { MessageRateLimit } from '../rooms/message-rate-limit';
import { Presence } from '../rooms/presence';
import { Reports } from '../rooms/reports';
import { Rooms } from '../rooms/rooms';
import { type TicketSnapshot, ticketSnapshot } from '../rules/tickets';
import { FeedLog } from './feed-log';
import { FeedSignal } from './feed-signal';
import { Hub, type HubOptions } from './hub';
import type { Transport, LiveSession, LiveUser } from './session';
import type { StreamSubscription } from './stream-subscription';

export interface LiveOptions extends Pick<HubOptions, 'keepaliveMs' | 'stalledMs' | 'pollMs' | 'random'> {
  connection: Connection;
  /** Commands and publishes. */
  redis: Redis;
  /** A connection of its own for subscribing. */
  subscriber: Redis;
  logger: Logger;
  readModels: ReadModels;
  inbox: Inbox;
  /** Tells of sessions that end and accounts that are suspended while streams are open. */
  revocations: Pick<Revocations, 'known' | 'onRevoked'>;
  /** A user's name, as others in a room see it; empty while nobody told of them. */
  findName: (userId: string) => Promise<string>;
  /** How long a stream can be taken up again, in ms, at least an hour; default 24 hours. */
  retentionMs?: number;
  /** Keeps apart what shares a Redis; default `notifications`. */
  redisPrefix?: string;
  /** See `Presence`, `Rooms` and `MessageRateLimit`. */
  leaseMs?: number;
  renewMs?: number;
  graceMs?: number;
  messageRate?: { limit: number; windowMs: number };
}

const HOUR_MS = 3_600_000;
const TRIM_EVERY_MS = 60_000;
/** How long it may take until a ticket that was just made is known here, in ms. */
const TICKET_WAIT_MS = 1_000;
const TICKET_POLL_MS = 50;
/** Beyond this a timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** All that is live: the log, its streams, and the rooms. */
export class Live {
  readonly log: FeedLog;
  readonly hub: Hub;
  readonly rooms: Rooms;
  readonly presence: Presence;
  readonly messageRateLimit: MessageRateLimit;
  readonly blocks: Blocks;
  readonly reports: Reports;
  private readonly signal: FeedSignal;
  private trimming: NodeJS.Timeout | undefined;

  constructor(private readonly options: LiveOptions) {
    const {
      connection,
      redis,
      subscriber,
      logger,
      findName,
      redisPrefix: prefix = 'notifications',
    } = options;
    this.signal = new FeedSignal({ redis, subscriber, logger, channel: `${prefix}:feed` });
    this.log = new FeedLog({ connection, onAppended: (head) => this.signal.publish(head) });
    this.hub = new Hub({ ...options, log: this.log });
    this.presence = new Presence({
      redis,
      prefix: `${prefix}:rooms`,
      ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    });
    this.messageRateLimit = new MessageRateLimit({ redis, prefix: `${prefix}:talk`, ...options.messageRate });
    this.blocks = new Blocks(connection);
    this.reports = new Reports(connection);
    this.rooms = new Rooms({ ...options, hub: this.hub, log: this.log, presence: this.presence, findName });
  }

  async start(): Promise<void> {
    await retryUntilAvailable(() => this.log.prepare(), this.options.logger);
    await retryUntilAvailable(() => this.blocks.prepare(), this.options.logger);
    await retryUntilAvailable(() => this.reports.prepare(), this.options.logger);
    this.signal.onGrowth(() => this.hub.poke());
    this.signal.start();
    this.options.revocations.onRevoked(({ sid, userId }) =>
      this.hub.end(({ user }) => (sid === undefined ? user.id === userId : user.sid === sid)),
    );
    await this.hub.start();
    this.rooms.start();
    this.trimming = setInterval(() => this.trim(), TRIM_EVERY_MS);
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
  open(
    user: LiveUser,
    transport: Transport,
    subscription: StreamSubscription,
    until = Infinity,
  ): LiveSession {
    const session = this.hub.open(user, transport);
    // One that ended while the stream was opened; from here on the hub is told.
    if (this.options.revocations.known(user)) session.end('session ended', 0);
    for (const id of subscription.tickets) this.hub.subscribe(session, `ticket:${id}`);
    const joined = subscription.rooms.map(async (room) => ({
      room,
      looking: await this.rooms.join(session, room),
    }));
    const ending = setTimeout(
      () => session.end('session ended', 0),
      Math.min(MAX_TIMER_MS, Math.max(0, until - Date.now())),
    );
    ending.unref();
    session.onClose(() => clearTimeout(ending));
    session
      .start(subscription.after, (position) => this.greeting(user, subscription, position))
      .then(async () => {
        for (const { room, looking } of await Promise.all(joined)) {
          if (looking === undefined) continue;
          // Who came while the stream began has been told of already, and would else be taken back.
          const latest = this.rooms.lastLooking(room) ?? looking;
          session.push({ event: 'room.looking', data: { ticketId: room, looking: latest } });
        }
      })
      .catch((error: unknown) => {
        this.options.logger.warn({ err: error }, 'a stream could not begin and is cut');
        transport.cut('unavailable');
        session.close();
      });
    return session;
  }

  /** The present states of tickets. */
  async ticketStates(ids: string[]): Promise<object[]> {
    return ticketStates({ readModels: this.options.readModels, log: this.log }, ids, Number.MAX_SAFE_INTEGER);
  }

  /** The tickets that these rooms are of; one that was made a moment ago is waited for, a second at the most. */
  async findRooms(ids: readonly string[]): Promise<TicketReadModel[]> {
    const until = performance.now() + TICKET_WAIT_MS;
    for (;;) {
      const found = await Promise.all(ids.map((id) => this.options.readModels.tickets.find(id)));
      const tickets = found.filter((ticket) => ticket !== undefined);
      if (tickets.length === ids.length || performance.now() >= until) return tickets;
      await sleep(TICKET_POLL_MS);
    }
  }

  /** The ticket that a room is of. @throws NotFoundError when there is none, as {@link findRooms} waits */
  async findRoom(id: string): Promise<TicketReadModel> {
    const [ticket] = await this.findRooms([id]);
    if (!ticket) throw new NotFoundError();
    return ticket;
  }

  /** A user's name, as others see it. */
  findName(userId: string): Promise<string> {
    return this.options.findName(userId);
  }

  private async greeting(user: LiveUser, { tickets }: StreamSubscription, position: number): Promise<object> {
    const [states, unread] = await Promise.all([
      ticketStates({ readModels: this.options.readModels, log: this.log }, tickets, position),
      this.options.inbox.unread(user.id),
    ]);
    return { tickets: states, unread };
  }

  private trim(): void {
    const retention = Math.max(HOUR_MS, this.options.retentionMs ?? 24 * HOUR_MS);
    this.log
      .trim(new Date(Date.now() - retention))
      .catch((error: unknown) => this.options.logger.warn({ err: error }, 'the feed could not be trimmed'));
  }
}

/**
 * The states of tickets at `position` of the log or later. An entry is in the log before the read model shows what it tells,
 * so the newer of both counts: else a client that begins between the two would never see it.
 */
export async function ticketStates(
  { readModels, log }: { readModels: ReadModels; log: FeedLog },
  ids: string[],
  position: number,
): Promise<TicketSnapshot[]> {
  if (ids.length === 0) return [];
  const logged = await log.latest(
    ids.map((id) => `ticket:${id}` as const),
    position,
  );
  const rows = await readModels.tickets.collection.find({ _id: { $in: ids } }).toArray();
  const states = new Map(rows.map((row) => [row._id, ticketSnapshot(row)]));
  for (const { data } of logged) {
    const snapshot = data as TicketSnapshot;
    if ((states.get(snapshot.id)?.version ?? -1) < snapshot.version) states.set(snapshot.id, snapshot);
  }
  return [...states.values()];
}
