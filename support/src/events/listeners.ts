import type { AnyListener } from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { SupportContext } from '../desk/desk';

/** Everything this service listens to. */
export function listeners(
  {
    models: { orders, ticketsForSale, notifications, roster },
    wake,
  }: Pick<SupportContext, 'models' | 'wake'>,
  directory: UserDirectory,
): AnyListener[] {
  return [
    ...directory.listeners(async ({ id, role }) => {
      if (role === 'engineer') await roster.enrol(id);
      // Tickets may be given out to a new engineer, or have to be handed on by a former one.
      wake();
    }),
    ...ticketsForSale.listeners(),
    ...orders.listeners(),
    ...notifications.listeners(),
  ];
}
