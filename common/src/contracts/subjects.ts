/** Every channel the services talk through. A subject names a fact in the past tense and is never renamed. */
export enum Subjects {
  UserCreated = 'user:created',
  UserUpdated = 'user:updated',
  TicketCreated = 'ticket:created',
  TicketUpdated = 'ticket:updated',
  OrderCreated = 'order:created',
  OrderUpdated = 'order:updated',
  OrderCancelled = 'order:cancelled',
  OrderCompleted = 'order:completed',
  OrderPaymentRejected = 'order:payment-rejected',
  ExpirationComplete = 'expiration:complete',
  PaymentPending = 'payment:pending',
  PaymentCreated = 'payment:created',
  PaymentRefunded = 'payment:refunded',
  SupportCreated = 'support:created',
  SupportUpdated = 'support:updated',
  NotificationUpdated = 'notification:updated',
}
