import { type PaymentRefundedEvent, Publisher, Subjects } from '@ticketing/common';

/** A charge was given back. */
export class PaymentRefundedPublisher extends Publisher<PaymentRefundedEvent> {
  readonly subject = Subjects.PaymentRefunded;
}
