import { ApiError } from '../../lib/api/errors';
import { type Page, request } from '../../lib/api/client';
import { fillPath, get, list, post, put } from '../../lib/api/typed';
import type {
  NewShow,
  NewTicket,
  QueuePosition,
  Show,
  ShowEdit,
  ShowWithTickets,
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
