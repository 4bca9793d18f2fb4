import { Subjects, type UserCreatedEvent } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import { applyAccount } from '../apply-account';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Adds new users to the replica, and tells admins of engineers who wait. */
export class UserCreatedListener extends Listener<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  onMessage(data: UserCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    return applyAccount(data, meta, this.parts);
  }
}
