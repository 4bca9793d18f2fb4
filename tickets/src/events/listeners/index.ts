import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import {
  type UserDirectory,
  UserCreatedReplicaListener,
  UserUpdatedReplicaListener,
} from '@ticketing/common/roles';
import { queueGroupName } from '../queue-group-name';
import { OrderCancelledListener } from './order-cancelled-listener';
import { OrderCompletedListener } from './order-completed-listener';
import { OrderCreatedListener } from './order-created-listener';
import { OrderUpdatedListener } from './order-updated-listener';

/** Everything this service listens to. */
export function listeners(messaging: Messaging, outbox: Outbox, directory: UserDirectory): AnyListener[] {
  return [
    new OrderCreatedListener(messaging, outbox),
    new OrderUpdatedListener(messaging, outbox),
    new OrderCancelledListener(messaging, outbox),
    new OrderCompletedListener(messaging, outbox),
    new UserCreatedReplicaListener(messaging, queueGroupName, directory),
    new UserUpdatedReplicaListener(messaging, queueGroupName, directory),
  ];
}
