import { type PaymentCreatedEvent, Publisher, Subjects } from '@ticketing/common';

/** A charge succeeded. */
export class PaymentCreatedPublisher extends Publisher<PaymentCreatedEvent> {
  readonly subject = Subjects.PaymentCreated;
}
