import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { SupportContext } from '../../desk/desk';
import { NotificationUpdatedListener } from './notification-updated-listener';
import { OrderCancelledListener } from './order-cancelled-listener';
import { OrderCompletedListener } from './order-completed-listener';
import { OrderCreatedListener } from './order-created-listener';
import { OrderUpdatedListener } from './order-updated-listener';
import { TicketCreatedListener } from './ticket-created-listener';
import { TicketUpdatedListener } from './ticket-updated-listener';
import { UserCreatedListener } from './user-created-listener';
import { UserUpdatedListener } from './user-updated-listener';

/** Every listener of the service. */
export function listeners(
  messaging: Messaging,
  {
    models: { orders, ticketsForSale, notifications, roster },
    wake,
  }: Pick<SupportContext, 'models' | 'wake'>,
  directory: UserDirectory,
): AnyListener[] {
  const users = { directory, roster, wake };
  return [
    new UserCreatedListener(messaging, users),
    new UserUpdatedListener(messaging, users),
    new TicketCreatedListener(messaging, ticketsForSale),
    new TicketUpdatedListener(messaging, ticketsForSale),
    new OrderCreatedListener(messaging, orders),
    new OrderUpdatedListener(messaging, orders),
    new OrderCancelledListener(messaging, orders),
    new OrderCompletedListener(messaging, orders),
    new NotificationUpdatedListener(messaging, notifications),
  ];
}
