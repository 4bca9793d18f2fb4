import { Subjects, type UserCreatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** Tells that an account was opened. */
export class UserCreatedPublisher extends Publisher<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated;
}
