import { type PaymentPendingEvent, Subjects } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** The bank asks the buyer to confirm. */
export class PaymentPendingPublisher extends Publisher<PaymentPendingEvent> {
  readonly subject = Subjects.PaymentPending;
}
