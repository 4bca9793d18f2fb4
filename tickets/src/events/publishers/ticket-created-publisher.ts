import { Publisher, Subjects, type TicketCreatedEvent } from '@ticketing/common';

export class TicketCreatedPublisher extends Publisher<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
}
