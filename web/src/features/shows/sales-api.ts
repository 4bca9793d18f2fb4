import { type Page, withQuery } from '../../lib/api/client';
import { fillPath, get, list } from '../../lib/api/typed';
import type { Sales, SalesOverview, Show, SoldDay, SoldOrder } from '../../lib/api/types';

/** A show with what was sold of it, by currency. */
export interface ShowWithSales {
  id: string;
  show: Show;
  sales: Sales[];
}

/** How the user's shows are listed: those to come, soonest first, the others, latest first, or those that are off. */
export type ShowsWanted = 'upcoming' | 'past' | 'cancelled';

/** The user's shows with their sales. */
export async function listShowSales(
  wanted: ShowsWanted,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<ShowWithSales>> {
  const query =
    wanted === 'cancelled' ? { status: wanted } : ({ when: wanted, status: 'scheduled' } as const);
  const page = await list('/api/shows/mine', { query, next, signal });
  if (page.items.length === 0) return { ...page, items: [] };
  const showIds = page.items.map(({ id }) => id).join(',');
  const rows = await get('/api/orders/sales/shows', { query: { showIds }, signal });
  const sales = new Map(rows.map((row) => [row.showId, row.sales]));
  return {
    ...page,
    items: page.items.map((show) => ({ id: show.id, show, sales: sales.get(show.id) ?? [] })),
  };
}

/** What the user sold of a show, by currency. */
export async function getShowSales(showId: string, signal: AbortSignal): Promise<Sales[]> {
  const [row] = await get('/api/orders/sales/shows', { query: { showIds: showId }, signal });
  return row?.sales ?? [];
}

/** What the user sold over all. */
export function getSales(signal: AbortSignal): Promise<SalesOverview> {
  return get('/api/orders/sales', { signal });
}

/** What the user sold over all on each day, oldest first. */
export function listSalesDays(timeZone: string, signal: AbortSignal): Promise<SoldDay[]> {
  return get('/api/orders/sales/days', { query: { timeZone }, signal });
}

/** What was sold of a show on each day of its zone, oldest first. */
export function listSoldDays(showId: string, timeZone: string, signal: AbortSignal): Promise<SoldDay[]> {
  return get('/api/orders/sold/{showId}/days', { path: { showId }, query: { timeZone }, signal });
}

/** The paid orders of a show, newest first. */
export function listSoldOrders(
  showId: string,
  q: string,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<SoldOrder>> {
  return list('/api/orders/sold/{showId}', { path: { showId }, query: q === '' ? {} : { q }, next, signal });
}

/** Where all of them are a file. */
export function soldOrdersFile(showId: string): string {
  return withQuery(fillPath('/api/orders/sold/{showId}', { showId }), { format: 'csv' });
}
