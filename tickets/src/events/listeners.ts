import { Subjects } from '@ticketing/common/contracts';
import { aggregateListeners, type AnyListener } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import type { UserDirectory } from '@ticketing/common/roles';
import {
  OrderCancelledListener,
  OrderCompletedListener,
  OrderCreatedListener,
  OrderUpdatedListener,
} from './order-listeners';

/** Everything this service listens to. */
export function listeners(outbox: Outbox, directory: UserDirectory): AnyListener[] {
  return [
    ...aggregateListeners<'order'>({
      [Subjects.OrderCreated]: new OrderCreatedListener(outbox),
      [Subjects.OrderUpdated]: new OrderUpdatedListener(outbox),
      [Subjects.OrderCancelled]: new OrderCancelledListener(outbox),
      [Subjects.OrderCompleted]: new OrderCompletedListener(outbox),
    }),
    ...directory.listeners(),
  ];
}
