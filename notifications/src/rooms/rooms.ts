import { PeriodicTask } from '@ticketing/common/concurrency';
import { randomUUID } from 'node:crypto';
import type { Logger } from '@ticketing/common/observability';
import type { FeedLog } from '../feed/feed-log';
import type { Hub } from '../feed/hub';
import type { LiveSession, LiveUser } from '../feed/session';
import type { Presence } from './presence';

export interface RoomsOptions {
  hub: Hub;
  log: FeedLog;
  presence: Presence;
  logger: Logger;
  /** The name of a person whose connection isn't here; default: none. */
  findName?: (userId: string) => Promise<string>;
  /** How often leases are renewed, in ms: well within the time after which they lapse. Default 5,000. */
  renewMs?: number;
  /** How long whoever loses the connection may take to come back before they have left, in ms: longer than a stopping replica asks for. Default 5,000. */
  graceMs?: number;
}

/** What somebody says in a room. */
export interface Said {
  readonly user: LiveUser;
  readonly room: string;
  /** Checked before. */
  readonly text: string;
  /** Whether the ticket is theirs. */
  readonly isSeller: boolean;
  /** Who isn't to hear it. */
  readonly except: readonly string[];
}

/** A room per ticket page: who is there, and what they say. Each room is a scope of the log. */
export class Rooms extends PeriodicTask {
  /** The sessions of this process, by room, each with how to call off what follows its end; with the number they were last told. */
  private readonly rooms = new Map<
    string,
    { sessions: Map<LiveSession, () => void>; looking: number | undefined }
  >();

  constructor(private readonly options: RoomsOptions) {
    super(() => this.renew(), options.renewMs ?? 5_000);
  }

  /**
   * Lets a session into a room; the others hear of it if this person wasn't there. Returns how many are looking, or
   * undefined when the store of leases is away: what is said is heard all the same.
   */
  async join(session: LiveSession, room: string): Promise<number | undefined> {
    const { hub, presence } = this.options;
    if (session.isClosed) return undefined;
    const known = this.rooms.get(room) ?? { sessions: new Map(), looking: undefined };
    this.rooms.set(room, known);
    if (!known.sessions.has(session)) {
      hub.subscribe(session, `room:${room}`);
      known.sessions.set(
        session,
        session.onClose(() => void this.lost(session, room)),
      );
    }
    return this.tolerate(async () => {
      const { changed, looking } = await presence.take(room, session.user.id, session.id);
      known.looking = looking;
      if (changed) await this.publish('room.joined', room, session.user, looking);
      return looking;
    });
  }

  /** How many are looking, as it was last told here; undefined before the first word. */
  lastLooking(room: string): number | undefined {
    return this.rooms.get(room)?.looking;
  }

  /** Lets a session out; the others hear of it if this person has no other connection there. */
  async leave(session: LiveSession, room: string): Promise<void> {
    const { hub, presence } = this.options;
    if (!this.forget(session, room)) return;
    hub.unsubscribe(session, `room:${room}`);
    await this.tolerate(async () => {
      const { changed, looking } = await presence.leave(room, session.user.id, session.id);
      if (changed) await this.publish('room.left', room, session.user, looking);
    });
  }

  /** Tells all others in the room. */
  async say({ user, room, text, isSeller, except }: Said): Promise<{ id: string }> {
    const id = randomUUID();
    const seller = isSeller ? { seller: true } : {};
    const data = { id, ticketId: room, user: { id: user.id, name: user.name }, text, ...seller };
    await this.options.log.append({
      key: `said:${id}`,
      scope: `room:${room}`,
      event: 'room.said',
      data,
      from: user.id,
      // Defence: who has blocked somebody doesn’t hear them → ...{},
      ...(except.length > 0 && { except }),
    });
    return { id };
  }

  /** Renews the leases of this process and finds those that lapsed anywhere. Exposed for tests. */
  async renew(): Promise<void> {
    for (const [room, { sessions }] of [...this.rooms]) {
      await this.tolerate(async () => {
        await Promise.all(
          [...sessions.keys()].map(({ user, id }) => this.options.presence.take(room, user.id, id)),
        );
        await this.sweep(room);
      });
    }
  }

  private async sweep(room: string): Promise<void> {
    const { looking, left } = await this.options.presence.lapse(room);
    for (const id of left) {
      const name = (await this.options.findName?.(id)) ?? '';
      await this.publish('room.left', room, { id, name }, looking);
    }
    const known = this.rooms.get(room);
    if (!known) return;
    // A step that was lost between the store of leases and the log leaves the number shown wrong: it is told again.
    if (known.looking !== undefined && known.looking !== looking && left.length === 0) {
      for (const session of known.sessions.keys()) {
        session.push({ event: 'room.looking', data: { ticketId: room, looking } });
      }
    }
    known.looking = looking;
  }

  private async lost(session: LiveSession, room: string): Promise<void> {
    if (!this.forget(session, room)) return;
    const { presence, graceMs = 5_000 } = this.options;
    await this.tolerate(() => presence.letLapse(room, session.user.id, session.id, graceMs));
    // With nobody left here to look after the room, those elsewhere still hear of it, soon after it lapsed.
    setTimeout(() => void this.tolerate(() => this.sweep(room)), graceMs + 50).unref();
  }

  private forget(session: LiveSession, room: string): boolean {
    const known = this.rooms.get(room);
    const callOff = known?.sessions.get(session);
    if (!known || !callOff) return false;
    callOff();
    known.sessions.delete(session);
    if (known.sessions.size === 0) this.rooms.delete(room);
    return true;
  }

  private async publish(event: string, room: string, user: LiveUser, looking: number): Promise<void> {
    const known = this.rooms.get(room);
    if (known) known.looking = looking;
    await this.options.log.append({
      key: `presence:${randomUUID()}`,
      scope: `room:${room}`,
      event,
      data: { ticketId: room, user: { id: user.id, name: user.name }, looking },
      from: user.id,
    });
  }

  /** Presence is worth showing and never worth a stream. */
  private async tolerate<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.options.logger.warn({ err: error }, 'who is looking could not be told');
      return undefined;
    }
  }
}
