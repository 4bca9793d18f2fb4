import { Subjects, type UserUpdatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** Tells that an account's name, role or status changed. */
export class UserUpdatedPublisher extends Publisher<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated;
}
