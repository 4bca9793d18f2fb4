import { Subjects, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class TicketUpdatedPublisher extends Publisher<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
}
