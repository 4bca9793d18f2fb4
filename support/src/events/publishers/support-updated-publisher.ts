import { Publisher, Subjects, type SupportUpdatedEvent } from '@ticketing/common';

/** Tells that a support ticket was changed, assigned or answered. */
export class SupportUpdatedPublisher extends Publisher<SupportUpdatedEvent> {
  readonly subject = Subjects.SupportUpdated;
}
