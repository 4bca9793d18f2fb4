import type { OrderReadModel, ReadModels } from '../read-models/read-models';

/**
 * What an order is of, as people read it: `Opera`, or `Opera: 2 × Stalls, 1 × Balcony`.
 *
 * @throws GapError until all of its tickets are known
 */
export async function orderTitle(
  { tickets, shows }: Pick<ReadModels, 'tickets' | 'shows'>,
  { ticketId, items = [{ ticketId, quantity: 1 }] }: Pick<OrderReadModel, 'ticketId' | 'items'>,
): Promise<string> {
  const named = await Promise.all(
    items.map(async ({ ticketId: id, quantity }) => {
      const { title, showId } = await tickets.get(id);
      return { quantity, title, show: showId && (await shows.find(showId))?.title };
    }),
  );
  const titles = [...new Set(named.map(({ show }) => show))];
  const [only] = titles;
  if (only && titles.length === 1) return `${only}: ${list(named)}`;
  return list(
    named.map((item) => ({ ...item, title: item.show ? `${item.title} (${item.show})` : item.title })),
  );
}

/** What a ticket is for, as people read it: `Opera: Stalls`, or its title alone where there is no show or it isn't known yet. */
export async function ticketTitle(
  { shows }: Pick<ReadModels, 'shows'>,
  { title, showId }: { readonly title: string; readonly showId?: string | undefined },
): Promise<string> {
  const show = showId && (await shows.find(showId));
  return show ? `${show.title}: ${title}` : title;
}

function list(items: readonly { quantity: number; title: string }[]): string {
  const [first] = items;
  if (first && items.length === 1 && first.quantity === 1) return first.title;
  return items.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ');
}
