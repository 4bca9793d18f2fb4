import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import {
  type UserDirectory,
  UserCreatedReplicaListener,
  UserUpdatedReplicaListener,
} from '@ticketing/common/roles';
import type { OrderExpiry } from '../../expiry/order-expiry';
import { queueGroupName } from '../queue-group-name';
import { TicketReplica } from '../ticket-replica';
import { ExpirationCompleteListener } from './expiration-complete-listener';
import { PaymentCreatedListener } from './payment-created-listener';
import { PaymentPendingListener } from './payment-pending-listener';
import { PaymentRefundedListener } from './payment-refunded-listener';
import { TicketCreatedListener } from './ticket-created-listener';
import { TicketUpdatedListener } from './ticket-updated-listener';

/** What the listeners work with. */
export interface ListenerParts {
  outbox: Outbox;
  expiry: OrderExpiry;
  directory: UserDirectory;
}

/** Everything this service listens to. */
export function listeners(messaging: Messaging, { outbox, expiry, directory }: ListenerParts): AnyListener[] {
  const tickets = new TicketReplica();
  return [
    new TicketCreatedListener(messaging, tickets),
    new TicketUpdatedListener(messaging, tickets),
    new ExpirationCompleteListener(messaging, expiry),
    new PaymentPendingListener(messaging, outbox),
    new PaymentCreatedListener(messaging, outbox),
    new PaymentRefundedListener(messaging, outbox),
    new UserCreatedReplicaListener(messaging, queueGroupName, directory),
    new UserUpdatedReplicaListener(messaging, queueGroupName, directory),
  ];
}
