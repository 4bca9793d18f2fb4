import { Subjects, type OrderCompletedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class OrderCompletedPublisher extends Publisher<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
}
