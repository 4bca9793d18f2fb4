import { Subjects, type UserUpdatedEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import { applyUser, type UserReplica } from '../apply-user';
import { queueGroupName } from '../queue-group-name';

/** Follows an account's role and status: an approved engineer gets what is waiting, one who is none any more hands it on. */
export class UserUpdatedListener extends Listener<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly users: UserReplica,
  ) {
    super(messaging);
  }

  async onMessage(data: UserUpdatedEvent['data']): Promise<void> {
    await applyUser(this.users, data);
  }
}
