import type { AggregateRef, Event, EventDefinition } from './event';
import { expirationComplete, type ExpirationCompleteEvent } from './expiration-complete';
import { notificationUpdated, type NotificationUpdatedEvent } from './notification-updated';
import { orderCancelled, type OrderCancelledEvent } from './order-cancelled';
import { orderCompleted, type OrderCompletedEvent } from './order-completed';
import { orderCreated, type OrderCreatedEvent } from './order-created';
import { orderPaymentRejected, type OrderPaymentRejectedEvent } from './order-payment-rejected';
import { orderUpdated, type OrderUpdatedEvent } from './order-updated';
import { paymentCreated, type PaymentCreatedEvent } from './payment-created';
import { paymentPending, type PaymentPendingEvent } from './payment-pending';
import { paymentRefunded, type PaymentRefundedEvent } from './payment-refunded';
import { Subjects } from './subjects';
import { supportCreated, type SupportCreatedEvent } from './support-created';
import { supportUpdated, type SupportUpdatedEvent } from './support-updated';
import { ticketCreated, type TicketCreatedEvent } from './ticket-created';
import { ticketUpdated, type TicketUpdatedEvent } from './ticket-updated';
import { userCreated, type UserCreatedEvent } from './user-created';
import { userUpdated, type UserUpdatedEvent } from './user-updated';

/** Every event there is. A switch over `subject` that misses one does not compile. */
export type DomainEvent =
  | UserCreatedEvent
  | UserUpdatedEvent
  | TicketCreatedEvent
  | TicketUpdatedEvent
  | OrderCreatedEvent
  | OrderUpdatedEvent
  | OrderCancelledEvent
  | OrderCompletedEvent
  | OrderPaymentRejectedEvent
  | ExpirationCompleteEvent
  | PaymentPendingEvent
  | PaymentCreatedEvent
  | PaymentRefundedEvent
  | SupportCreatedEvent
  | SupportUpdatedEvent
  | NotificationUpdatedEvent;

/** The event told on a subject. */
export type EventOf<S extends Subjects> = Extract<DomainEvent, { subject: S }>;

type Catalogue = { readonly [S in Subjects]: EventDefinition<EventOf<S>> };

/** The definition of every event, by subject. */
export const catalogue: Catalogue = {
  [Subjects.UserCreated]: userCreated,
  [Subjects.UserUpdated]: userUpdated,
  [Subjects.TicketCreated]: ticketCreated,
  [Subjects.TicketUpdated]: ticketUpdated,
  [Subjects.OrderCreated]: orderCreated,
  [Subjects.OrderUpdated]: orderUpdated,
  [Subjects.OrderCancelled]: orderCancelled,
  [Subjects.OrderCompleted]: orderCompleted,
  [Subjects.OrderPaymentRejected]: orderPaymentRejected,
  [Subjects.ExpirationComplete]: expirationComplete,
  [Subjects.PaymentPending]: paymentPending,
  [Subjects.PaymentCreated]: paymentCreated,
  [Subjects.PaymentRefunded]: paymentRefunded,
  [Subjects.SupportCreated]: supportCreated,
  [Subjects.SupportUpdated]: supportUpdated,
  [Subjects.NotificationUpdated]: notificationUpdated,
};

/** The definition of a subject's event, with the types joined for generic callers. */
export function eventDefinition<T extends Event>(subject: T['subject']): EventDefinition<T> {
  return catalogue[subject] as unknown as EventDefinition<T>;
}

/** The aggregate and version a message tells of, or `undefined` for a fact without a version. */
export function aggregateRef<T extends Event>(
  subject: T['subject'],
  data: T['data'],
): AggregateRef | undefined {
  return eventDefinition<T>(subject).aggregateRef(data);
}
