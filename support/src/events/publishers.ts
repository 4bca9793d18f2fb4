import { Subjects, type SupportCreatedEvent, type SupportUpdatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class SupportCreatedPublisher extends Publisher<SupportCreatedEvent> {
  readonly subject = Subjects.SupportCreated;
}
export class SupportUpdatedPublisher extends Publisher<SupportUpdatedEvent> {
  readonly subject = Subjects.SupportUpdated;
}
