import { Publisher, Subjects, type UserUpdatedEvent } from '@ticketing/common';

/** Tells that an account's name, role or status changed. */
export class UserUpdatedPublisher extends Publisher<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated;
}
