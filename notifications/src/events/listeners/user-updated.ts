import { Subjects, type UserUpdatedEvent } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import { applyAccount } from '../apply-account';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Keeps the replica up to date, and tells engineers that they are approved. */
export class UserUpdatedListener extends Listener<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  onMessage(data: UserUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    return applyAccount(data, meta, this.parts);
  }
}
