import { Subjects, type OrderCreatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class OrderCreatedPublisher extends Publisher<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
}
