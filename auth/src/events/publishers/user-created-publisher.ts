import { Publisher, Subjects, type UserCreatedEvent } from '@ticketing/common';

/** Tells that an account was opened. */
export class UserCreatedPublisher extends Publisher<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated;
}
