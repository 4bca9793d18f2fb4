import { Subjects, type SupportCreatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** Tells that trouble was reported. */
export class SupportCreatedPublisher extends Publisher<SupportCreatedEvent> {
  readonly subject = Subjects.SupportCreated;
}
