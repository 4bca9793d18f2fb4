import { Publisher, Subjects, type OrderPaymentRejectedEvent } from '@ticketing/common';

export class OrderPaymentRejectedPublisher extends Publisher<OrderPaymentRejectedEvent> {
  readonly subject = Subjects.OrderPaymentRejected;
}
