import { type Page, request, requestPage } from './client';
import type { Ticket } from './types';

export type TicketSort = 'newest' | 'price' | '-price';

export interface TicketSearch {
  q?: string;
  minPrice?: string;
  maxPrice?: string;
  sort?: string;
}

export const ticketsPath = '/api/tickets';

/** Tickets that can be reserved; `next` is the path of a later page. */
export function listTickets(
  search: TicketSearch,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<Ticket>> {
  return next === null
    ? requestPage<Ticket>(ticketsPath, { query: { ...search, limit: 24 }, signal })
    : requestPage<Ticket>(next, { signal });
}

export function listMyTickets(next: string | null, signal: AbortSignal): Promise<Page<Ticket>> {
  return requestPage<Ticket>(next ?? '/api/tickets/mine', { signal });
}

export function getTicket(id: string, signal?: AbortSignal): Promise<Ticket> {
  return request<Ticket>('GET', `/api/tickets/${encodeURIComponent(id)}`, { signal });
}

export function createTicket(body: { title: string; price: number }): Promise<Ticket> {
  return request<Ticket>('POST', '/api/tickets', { body });
}

export function updateTicket(id: string, body: { title: string; price: number }): Promise<Ticket> {
  return request<Ticket>('PUT', `/api/tickets/${encodeURIComponent(id)}`, { body });
}
