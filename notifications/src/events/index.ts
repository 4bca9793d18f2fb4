import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import type { ListenerParts } from './listeners/listener-parts';
import { OrderCancelledListener } from './listeners/order-cancelled';
import { OrderCompletedListener } from './listeners/order-completed';
import { OrderCreatedListener } from './listeners/order-created';
import { OrderPaymentRejectedListener } from './listeners/order-payment-rejected';
import { OrderUpdatedListener } from './listeners/order-updated';
import { PaymentCreatedListener } from './listeners/payment-created';
import { PaymentPendingListener } from './listeners/payment-pending';
import { PaymentRefundedListener } from './listeners/payment-refunded';
import { SupportCreatedListener } from './listeners/support-created';
import { SupportUpdatedListener } from './listeners/support-updated';
import { TicketCreatedListener } from './listeners/ticket-created';
import { TicketUpdatedListener } from './listeners/ticket-updated';
import { UserCreatedListener } from './listeners/user-created';
import { UserUpdatedListener } from './listeners/user-updated';

export type { ListenerParts } from './listeners/listener-parts';
export { Teller, type TellerOptions } from './teller';

/** All listeners of this service, for `messaging.listen(...)`. */
export function eventListeners(messaging: Messaging, parts: ListenerParts): AnyListener[] {
  return [
    new UserCreatedListener(messaging, parts),
    new UserUpdatedListener(messaging, parts),
    new TicketCreatedListener(messaging, parts),
    new TicketUpdatedListener(messaging, parts),
    new OrderCreatedListener(messaging, parts),
    new OrderUpdatedListener(messaging, parts),
    new OrderCancelledListener(messaging, parts),
    new OrderCompletedListener(messaging, parts),
    new OrderPaymentRejectedListener(messaging, parts),
    new PaymentPendingListener(messaging, parts),
    new PaymentCreatedListener(messaging, parts),
    new PaymentRefundedListener(messaging, parts),
    new SupportCreatedListener(messaging, parts),
    new SupportUpdatedListener(messaging, parts),
  ];
}
