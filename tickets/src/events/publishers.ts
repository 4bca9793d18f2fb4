import { Subjects, type TicketCreatedEvent, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class TicketCreatedPublisher extends Publisher<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
}
export class TicketUpdatedPublisher extends Publisher<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
}
