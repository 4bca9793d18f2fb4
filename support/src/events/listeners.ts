import type { UserCreatedEvent } from '@ticketing/common/contracts';
import type { AnyListener } from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { SupportContext } from '../desk/desk';

/** Everything this service listens to. */
export function listeners(
  {
    models: { orders, ticketsForSale, notifications, engineers },
    wake,
  }: Pick<SupportContext, 'models' | 'wake'>,
  directory: UserDirectory,
): AnyListener[] {
  const enrol = async ({ id, role }: UserCreatedEvent['data']) => {
    if (role === 'engineer') await engineers.enrol(id);
  };
  return [
    ...directory.listeners(async (user) => {
      await enrol(user);
      // Tickets may be given out to a new engineer, or have to be handed on by a former one.
      wake();
    }, enrol),
    ...ticketsForSale.listeners(),
    ...orders.listeners(),
    ...notifications.listeners(),
  ];
}
