import { Publisher, Subjects, type OrderUpdatedEvent } from '@ticketing/common';

export class OrderUpdatedPublisher extends Publisher<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
}
