import type { Page } from '../../lib/api/client';
import { get, list, post, put } from '../../lib/api/typed';
import type { Ticket } from '../../lib/api/types';

export const ticketsPath = '/api/tickets';
export const ticketSorts = ['newest', 'price', '-price'] as const;

export interface TicketSearch {
  q?: string | undefined;
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
  sort?: (typeof ticketSorts)[number] | undefined;
}

/** Tickets that can be reserved; `next` is the path of a later page. */
export function listTickets(
  query: TicketSearch,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<Ticket>> {
  return list(ticketsPath, { query: { ...query, limit: 24 }, next, signal });
}

export function listMyTickets(next: string | null, signal: AbortSignal): Promise<Page<Ticket>> {
  return list('/api/tickets/mine', { next, signal });
}

export function getTicket(id: string, signal?: AbortSignal): Promise<Ticket> {
  return get('/api/tickets/{id}', { path: { id }, signal });
}

export function createTicket(body: { title: string; price: number }, key: string): Promise<Ticket> {
  return post('/api/tickets', { body, headers: { 'idempotency-key': key } });
}

/** `quantity` is what is wanted; the answer tells what is granted. `version` is the one the edit started from: a newer one is never overwritten. */
export function updateTicket(
  id: string,
  body: { title: string; price: number; quantity?: number; version: number },
): Promise<Ticket> {
  return put('/api/tickets/{id}', { path: { id }, body });
}
