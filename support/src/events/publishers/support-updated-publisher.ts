import { Subjects, type SupportUpdatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** Tells that a support ticket was changed, assigned or answered. */
export class SupportUpdatedPublisher extends Publisher<SupportUpdatedEvent> {
  readonly subject = Subjects.SupportUpdated;
}
