import { Subjects, type UserCreatedEvent, type UserUpdatedEvent } from '@ticketing/common/contracts';
import { UnavailableError } from '@ticketing/common/errors';
import type { RoleLookup } from '@ticketing/common/http';
import { decode, InvalidMessageError, type NatsWrapper } from '@ticketing/common/messaging';
import type { Logger } from '@ticketing/common/observability';
import type { DirectoryUser } from '@ticketing/common/roles';

type UserEvent = UserCreatedEvent | UserUpdatedEvent;
type UserState = Pick<DirectoryUser, 'email' | 'role' | 'status'>;

interface Known {
  readonly version: number;
  /** Absent for a customer, who has nothing to look up. */
  readonly state?: UserState;
}

/**
 * The users' roles, read by each process from the broker's history of the user events and kept in memory, so that no loss
 * of Redis can bring back a role that was taken. An event tells the whole state: the newest version alone counts.
 */
export class UserRoles implements RoleLookup {
  private readonly users = new Map<string, Known>();
  private complete = false;

  constructor(private readonly logger: Pick<Logger, 'info' | 'warn'>) {}

  /** Reads the history, and goes on with what is told from now on. */
  follow(nats: Pick<NatsWrapper, 'follow'>): void {
    nats.follow({
      // Nobody is updated before somebody was created.
      subjects: [Subjects.UserUpdated, Subjects.UserCreated],
      onMessage: (subject, message) =>
        this.apply(subject as UserEvent['subject'], String(message.getData()), message.getSequence()),
      onCaughtUp: () => {
        this.complete = true;
        this.logger.info({ users: this.users.size }, 'the roles of users are known');
      },
    });
  }

  /**
   * The newest state of a user who is, or asked to be, more than a customer; null for others.
   *
   * @throws UnavailableError until the history was read: part of it may grant what the rest takes away
   */
  find(id: string): Promise<UserState | null> {
    if (!this.complete) return Promise.reject(new UnavailableError('Roles are still being read'));
    return Promise.resolve(this.users.get(id)?.state ?? null);
  }

  private apply(subject: UserEvent['subject'], wire: string, sequence: number): void {
    try {
      const { id, version, email, role, status } = decode<UserEvent>(subject, wire, '').data;
      if ((this.users.get(id)?.version ?? -1) >= version) return;
      if (role !== 'customer') this.users.set(id, { version, state: { email, role, status } });
      // Most users never change: nothing older than their first version can come.
      else if (version > 0) this.users.set(id, { version });
    } catch (error) {
      if (!(error instanceof InvalidMessageError)) throw error;
      this.logger.warn({ subject, sequence, reason: error.message }, 'a user event could not be read');
    }
  }
}
