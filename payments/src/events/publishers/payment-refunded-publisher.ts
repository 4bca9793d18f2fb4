import { type PaymentRefundedEvent, Subjects } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** A charge was given back. */
export class PaymentRefundedPublisher extends Publisher<PaymentRefundedEvent> {
  readonly subject = Subjects.PaymentRefunded;
}
