import { Subjects, type TicketCreatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class TicketCreatedPublisher extends Publisher<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
}
