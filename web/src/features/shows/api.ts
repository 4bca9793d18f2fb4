import { ApiError } from '../../lib/api/errors';
import { type Page, request, withQuery } from '../../lib/api/client';
import { fillPath, get, list, post, put } from '../../lib/api/typed';
import type {
  NewShow,
  NewTicket,
  QueuePosition,
  Sales,
  SalesOverview,
  Show,
  ShowEdit,
  ShowWithTickets,
  SoldDay,
  SoldOrder,
  Ticket,
} from '../../lib/api/types';

export const showsPath = '/api/shows';

export interface ShowSearch {
  q?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  city?: string | undefined;
  category?: string | undefined;
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
}

/** Shows to come, soonest first. */
export function listShows(query: ShowSearch, next: string | null, signal: AbortSignal): Promise<Page<Show>> {
  return list(showsPath, { query: { ...query, limit: 12 }, next, signal });
}

export function listMyShows(next: string | null, signal: AbortSignal): Promise<Page<Show>> {
  return list('/api/shows/mine', { next, signal });
}

export function getShow(id: string, signal?: AbortSignal): Promise<ShowWithTickets> {
  return get('/api/shows/{id}', { path: { id }, signal });
}

export function createShow(body: NewShow, key: string): Promise<Show> {
  return post('/api/shows', { body, headers: { 'idempotency-key': key } });
}

/** `version` is the one the edit started from: a newer one is never overwritten. */
export function updateShow(id: string, body: ShowEdit): Promise<Show> {
  return put('/api/shows/{id}', { path: { id }, body });
}

/** Ends the sale, and gives back what was paid. */
export function cancelShow(id: string, reason: string): Promise<Show> {
  return post('/api/shows/{id}/cancel', { path: { id }, body: { reason } });
}

export function createShowTicket(body: NewTicket, key: string): Promise<Ticket> {
  return post('/api/tickets', { body, headers: { 'idempotency-key': key } });
}

/** A ticket with its seats, and which of them are taken. */
export function getSeats(id: string, signal?: AbortSignal): Promise<Ticket> {
  return get('/api/tickets/{id}', { path: { id }, signal });
}

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

/** Waits in front of a show, or goes on waiting. */
export function joinQueue(showId: string): Promise<QueuePosition> {
  return post('/api/queue', { body: { showId } });
}

/** Where one stands in front of a show; `none` for who doesn't wait. */
export async function findQueuePosition(
  showId: string,
  signal: AbortSignal,
): Promise<QueuePosition | 'none'> {
  try {
    return await get('/api/queue/{showId}', { path: { showId }, signal });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return 'none';
    throw error;
  }
}

/** How long a picture may take to be sent and worked on, in ms. */
const UPLOAD_TIMEOUT_MS = 60_000;

/** Gives a show its picture, in place of the one it had. */
export function uploadPicture(id: string, picture: File): Promise<Show> {
  const body = new FormData();
  body.append('image', picture);
  const path = fillPath('/api/shows/{id}/image', { id });
  return request('POST', path, { body, timeoutMs: UPLOAD_TIMEOUT_MS });
}
