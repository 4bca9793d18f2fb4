import { type PaymentCreatedEvent, Subjects } from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

/** A charge succeeded. */
export class PaymentCreatedPublisher extends Publisher<PaymentCreatedEvent> {
  readonly subject = Subjects.PaymentCreated;
}
