import { type PaymentPendingEvent, Publisher, Subjects } from '@ticketing/common';

/** The bank asks the buyer to confirm. */
export class PaymentPendingPublisher extends Publisher<PaymentPendingEvent> {
  readonly subject = Subjects.PaymentPending;
}
