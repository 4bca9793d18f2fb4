import { Subjects, type UserCreatedEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import { applyUser, type UserReplica } from '../apply-user';
import { queueGroupName } from '../queue-group-name';

/** Learns of a new account; the first approved engineer gets what is waiting. */
export class UserCreatedListener extends Listener<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly users: UserReplica,
  ) {
    super(messaging);
  }

  async onMessage(data: UserCreatedEvent['data']): Promise<void> {
    await applyUser(this.users, data);
  }
}
