import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import {
  type UserDirectory,
  UserCreatedReplicaListener,
  UserUpdatedReplicaListener,
} from '@ticketing/common/roles';
import type { PaymentDependencies } from '../../payment-dependencies';
import { queueGroupName } from '../queue-group-name';
import { OrderCancelledListener } from './order-cancelled-listener';
import { OrderCompletedListener } from './order-completed-listener';
import { OrderCreatedListener } from './order-created-listener';
import { OrderPaymentRejectedListener } from './order-payment-rejected-listener';
import { OrderUpdatedListener } from './order-updated-listener';
import { TicketCreatedListener } from './ticket-created-listener';
import { TicketUpdatedListener } from './ticket-updated-listener';

/** Everything this service listens to. */
export function listeners(
  messaging: Messaging,
  { store, refunds }: Pick<PaymentDependencies, 'store' | 'refunds'>,
  directory: UserDirectory,
): AnyListener[] {
  return [
    new OrderCreatedListener(messaging),
    new OrderUpdatedListener(messaging),
    new OrderCancelledListener(messaging, store),
    new OrderCompletedListener(messaging),
    new OrderPaymentRejectedListener(messaging, refunds),
    new TicketCreatedListener(messaging),
    new TicketUpdatedListener(messaging),
    new UserCreatedReplicaListener(messaging, queueGroupName, directory),
    new UserUpdatedReplicaListener(messaging, queueGroupName, directory),
  ];
}
