import { Publisher, Subjects, type OrderCreatedEvent } from '@ticketing/common';

export class OrderCreatedPublisher extends Publisher<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
}
