import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderCreatedListener,
  OrderPaymentRejectedListener,
  OrderUpdatedListener,
} from './rules/orders';
import { PaymentCreatedListener, PaymentPendingListener, PaymentRefundedListener } from './rules/payments';
import type { RuleDependencies } from './rules/rule';
import { SupportCreatedListener, SupportUpdatedListener } from './rules/support';
import { TicketCreatedListener, TicketUpdatedListener } from './rules/tickets';
import { UserCreatedListener, UserUpdatedListener } from './rules/users';

const rules = [
  UserCreatedListener,
  UserUpdatedListener,
  TicketCreatedListener,
  TicketUpdatedListener,
  OrderCreatedListener,
  OrderUpdatedListener,
  OrderCancelledListener,
  OrderCompletedListener,
  OrderPaymentRejectedListener,
  PaymentPendingListener,
  PaymentCreatedListener,
  PaymentRefundedListener,
  SupportCreatedListener,
  SupportUpdatedListener,
];

/** All listeners of this service, for `messaging.listen(...)`. */
export function subscriptions(messaging: Messaging, dependencies: RuleDependencies): AnyListener[] {
  return rules.map((Rule) => new Rule(messaging, dependencies));
}
