import {
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderCreatedEvent,
  type OrderPaymentRejectedEvent,
  type OrderUpdatedEvent,
  type PlacesUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { Publisher } from '@ticketing/common/messaging';

export class OrderCreatedPublisher extends Publisher<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
}
export class OrderUpdatedPublisher extends Publisher<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
}
export class OrderCancelledPublisher extends Publisher<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
}
export class OrderCompletedPublisher extends Publisher<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
}
export class OrderPaymentRejectedPublisher extends Publisher<OrderPaymentRejectedEvent> {
  readonly subject = Subjects.OrderPaymentRejected;
}
export class PlacesUpdatedPublisher extends Publisher<PlacesUpdatedEvent> {
  readonly subject = Subjects.PlacesUpdated;
}
