import { Subjects, type UserCreatedEvent, type UserUpdatedEvent } from '../contracts';
import { GapError, Listener, type Messaging } from '../messaging';
import type { UserDirectory } from './user-directory';

type UserData = UserCreatedEvent['data'];

async function replicate(directory: UserDirectory, data: UserData): Promise<void> {
  if ((await directory.apply(data)) === 'gap') {
    throw new GapError({ aggregate: `user:${data.id}`, version: data.version - 1 });
  }
}

/** Adds new users to the service's replica. */
export class UserCreatedReplicaListener extends Listener<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated as const;

  constructor(
    messaging: Messaging,
    readonly queueGroupName: string,
    private readonly directory: UserDirectory,
  ) {
    super(messaging);
  }

  onMessage(data: UserCreatedEvent['data']): Promise<void> {
    return replicate(this.directory, data);
  }
}

/** Keeps the replica's roles and status up to date. */
export class UserUpdatedReplicaListener extends Listener<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated as const;

  constructor(
    messaging: Messaging,
    readonly queueGroupName: string,
    private readonly directory: UserDirectory,
  ) {
    super(messaging);
  }

  onMessage(data: UserUpdatedEvent['data']): Promise<void> {
    return replicate(this.directory, data);
  }
}
