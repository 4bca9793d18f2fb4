import { Listener, type Messaging, Subjects, type UserUpdatedEvent } from '@ticketing/common';
import type { RoleChanges } from '../../models/role-changes';
import { queueGroupName } from '../queue-group-name';

/** Notes changed roles: an administrator who is none any more sees no queues. */
export class UserUpdatedListener extends Listener<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly roles: Pick<RoleChanges, 'record'>,
  ) {
    super(messaging);
  }

  async onMessage(user: UserUpdatedEvent['data']): Promise<void> {
    await this.roles.record(user);
  }
}
