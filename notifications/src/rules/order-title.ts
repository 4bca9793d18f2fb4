import type { OrderReplica, Replicas } from '../replicas/replicas';

/**
 * What an order is of, as people read it: `Opera`, or `2 × Stalls, 1 × Balcony`.
 *
 * @throws GapError until all of its tickets are known
 */
export async function orderTitle(
  { tickets }: Pick<Replicas, 'tickets'>,
  { ticketId, items = [{ ticketId, quantity: 1 }] }: Pick<OrderReplica, 'ticketId' | 'items'>,
): Promise<string> {
  const named = await Promise.all(
    items.map(async ({ ticketId: id, quantity }) => ({ quantity, title: (await tickets.get(id)).title })),
  );
  const [only] = named;
  if (only && named.length === 1 && only.quantity === 1) return only.title;
  return named.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ');
}
