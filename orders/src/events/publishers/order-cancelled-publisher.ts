import { Subjects, type OrderCancelledEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class OrderCancelledPublisher extends Publisher<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
}
