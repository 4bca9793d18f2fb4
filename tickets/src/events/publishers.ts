import {
  type ShowCreatedEvent,
  type ShowUpdatedEvent,
  Subjects,
  type TicketCreatedEvent,
  type TicketUpdatedEvent,
} from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class TicketCreatedPublisher extends Publisher<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
}
export class TicketUpdatedPublisher extends Publisher<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
}
export class ShowCreatedPublisher extends Publisher<ShowCreatedEvent> {
  readonly subject = Subjects.ShowCreated;
}
export class ShowUpdatedPublisher extends Publisher<ShowUpdatedEvent> {
  readonly subject = Subjects.ShowUpdated;
}
