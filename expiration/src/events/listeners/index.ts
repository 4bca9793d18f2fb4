import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import type { OrderTimers } from '../../queues/expiration-queue';
import { OrderCancelledListener } from './order-cancelled-listener';
import { OrderCompletedListener } from './order-completed-listener';
import { OrderCreatedListener } from './order-created-listener';
import { OrderUpdatedListener } from './order-updated-listener';

/** Everything this service listens to. */
export function listeners(messaging: Messaging, timers: OrderTimers): AnyListener[] {
  return [
    new OrderCreatedListener(messaging, timers),
    new OrderUpdatedListener(messaging, timers),
    new OrderCancelledListener(messaging, timers),
    new OrderCompletedListener(messaging, timers),
  ];
}
