import { Subjects, type OrderUpdatedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class OrderUpdatedPublisher extends Publisher<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
}
