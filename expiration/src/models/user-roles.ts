import {
  type SessionEndedEvent,
  Subjects,
  type UserCreatedEvent,
  type UserErasedEvent,
  type UserUpdatedEvent,
} from '@ticketing/common/contracts';
import { UnavailableError } from '@ticketing/common/errors';
import type { CurrentUser, RoleLookup, SessionGate } from '@ticketing/common/http';
import { decode, InvalidMessageError, type NatsWrapper } from '@ticketing/common/messaging';
import type { Logger } from '@ticketing/common/observability';
import type { DirectoryUser, Refusal, SessionHolder } from '@ticketing/common/roles';

type UserEvent = UserCreatedEvent | UserUpdatedEvent;
type FollowedSubject = UserEvent['subject'] | Subjects.SessionEnded | Subjects.UserErased;
type UserState = Pick<DirectoryUser, 'email' | 'role' | 'status'>;

interface Known {
  readonly version: number;
  /** Absent for a customer in good standing, who has nothing to look up. */
  readonly state?: UserState;
}

/** How long what was said of users and sessions is of use, in ms: longer than a token lives, which tells what was before. */
const REMEMBERED_MS = 20 * 60_000;

/**
 * What has changed since the oldest token that is still good was issued: roles, and the sessions that have ended. Each process
 * reads it from the broker and keeps it in memory, so that no loss of Redis can bring back a role that was taken; of whom
 * nothing has changed, the token tells. An event tells the whole state: the newest version alone counts.
 */
export class UserRoles implements RoleLookup, SessionGate {
  private readonly users = new Lately<Known>();
  private readonly ended = new Lately<true>();
  private complete = false;

  constructor(private readonly logger: Pick<Logger, 'info' | 'warn'>) {}

  /** Reads what was told lately, and goes on with what is told from now on. */
  follow(nats: Pick<NatsWrapper, 'follow'>): void {
    nats.follow({
      spanMs: REMEMBERED_MS,
      // Nobody is updated, and no session ends, before somebody was created.
      subjects: [Subjects.SessionEnded, Subjects.UserErased, Subjects.UserUpdated, Subjects.UserCreated],
      onMessage: (subject, message) => {
        try {
          this.take(subject as FollowedSubject, String(message.getData()));
        } catch (error) {
          if (!(error instanceof InvalidMessageError)) throw error;
          const sequence = message.getSequence();
          this.logger.warn({ subject, sequence, reason: error.message }, 'an event could not be read');
        }
      },
      onCaughtUp: () => {
        this.complete = true;
        this.logger.info({ users: this.users.size }, 'the roles of users are known');
      },
    });
  }

  /**
   * The newest state of a user who is, or asked to be, more than a customer; null for others. A token that isn't of a
   * session was not issued by auth, and tells nothing.
   *
   * @throws UnavailableError until all of it was read: part of it may grant what the rest takes away
   */
  find(id: string, { sid, email, role, status }: CurrentUser): Promise<UserState | null> {
    if (!this.complete) return Promise.reject(new UnavailableError('Roles are still being read'));
    const known = this.users.get(id);
    if (known || sid === undefined) return Promise.resolve(known?.state ?? null);
    return Promise.resolve({ email, role, status });
  }

  /** What speaks against a session. @throws UnavailableError until the history was read */
  refusal({ id, sid }: SessionHolder): Refusal | undefined {
    if (!this.complete) throw new UnavailableError('Sessions are still being read');
    if (this.users.get(id)?.state?.status === 'suspended') return 'suspended';
    return sid !== undefined && this.ended.get(sid) ? 'ended' : undefined;
  }

  /** @throws InvalidMessageError when the event can't be read */
  private take(subject: FollowedSubject, wire: string): void {
    if (subject === Subjects.SessionEnded) this.end(wire);
    else if (subject === Subjects.UserErased) this.forget(wire);
    else this.apply(subject, wire);
  }

  private end(wire: string): void {
    const { data, meta } = decode<SessionEndedEvent>(Subjects.SessionEnded, wire, '');
    // No token of an earlier one is good any more.
    if (Date.now() - Date.parse(meta.time) < REMEMBERED_MS) this.ended.set(data.id, true);
  }

  /** Keeps the account's id alone; whatever else is heard of it is older. */
  private forget(wire: string): void {
    const { id } = decode<UserErasedEvent>(Subjects.UserErased, wire, '').data;
    this.users.set(id, { version: Infinity });
  }

  private apply(subject: UserEvent['subject'], wire: string): void {
    const { id, version, email, role, status } = decode<UserEvent>(subject, wire, '').data;
    if ((this.users.get(id)?.version ?? -1) >= version) return;
    if (role !== 'customer' || status === 'suspended')
      this.users.set(id, { version, state: { email, role, status } });
    // Most users never change: nothing older than their first version can come.
    else if (version > 0) this.users.set(id, { version });
  }
}

/** What was heard lately, by id: no token that is older than what is forgotten is good any more. */
class Lately<T> {
  private readonly entries = new Map<string, { readonly value: T; readonly heardAt: number }>();

  get size(): number {
    return this.entries.size;
  }

  get(id: string): T | undefined {
    return this.entries.get(id)?.value;
  }

  set(id: string, value: T): void {
    const heardAt = Date.now();
    // At the end, so that the oldest are the first.
    this.entries.delete(id);
    this.entries.set(id, { value, heardAt });
    for (const [old, entry] of this.entries) {
      if (heardAt - entry.heardAt < REMEMBERED_MS) break;
      this.entries.delete(old);
    }
  }
}
