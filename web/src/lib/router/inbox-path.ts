import { paths } from './routes';

const listPaths: Record<string, string> = {
  ticket: paths.myTickets,
  order: paths.orders,
  payment: paths.orders,
  support: paths.help,
};

/** Where a message leads that doesn't say so itself: to the list of what it is about. `kind` is like `order.placed`. */
export function pathOfKind(kind: string): string | undefined {
  return listPaths[kind.split('.')[0] ?? ''];
}
