import { Subjects, type OrderPaymentRejectedEvent } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class OrderPaymentRejectedPublisher extends Publisher<OrderPaymentRejectedEvent> {
  readonly subject = Subjects.OrderPaymentRejected;
}
