import { Publisher, Subjects, type SupportCreatedEvent } from '@ticketing/common';

/** Tells that trouble was reported. */
export class SupportCreatedPublisher extends Publisher<SupportCreatedEvent> {
  readonly subject = Subjects.SupportCreated;
}
