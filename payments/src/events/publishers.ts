import {
  type PaymentCreatedEvent,
  type PaymentPendingEvent,
  type PaymentRefundedEvent,
  type PaymentUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class PaymentPendingPublisher extends Publisher<PaymentPendingEvent> {
  readonly subject = Subjects.PaymentPending;
}
export class PaymentCreatedPublisher extends Publisher<PaymentCreatedEvent> {
  readonly subject = Subjects.PaymentCreated;
}
export class PaymentUpdatedPublisher extends Publisher<PaymentUpdatedEvent> {
  readonly subject = Subjects.PaymentUpdated;
}
export class PaymentRefundedPublisher extends Publisher<PaymentRefundedEvent> {
  readonly subject = Subjects.PaymentRefunded;
}
