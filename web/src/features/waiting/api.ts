import { del, get, list, post } from '../../lib/api/typed';
import type { Order, WaitingEntry } from '../../lib/api/types';

/** One's own entries in waiting lists, newest first. */
export async function listWaiting(signal: AbortSignal): Promise<WaitingEntry[]> {
  return (await list('/api/waiting-list', { query: { limit: 100 }, signal })).items;
}

/** Waits at the end of the line; who waits already keeps their entry. */
export function joinWaitingList(ticketId: string, quantity: number): Promise<WaitingEntry> {
  return post('/api/waiting-list', { body: { ticketId, quantity } });
}

/** Waits no longer; an offer is declined. */
export function leaveWaitingList(id: string): Promise<undefined> {
  return del('/api/waiting-list/{id}', { path: { id } });
}

/** The order that was made for somebody who waited. */
export function getOffer(id: string, signal: AbortSignal): Promise<Order> {
  return get('/api/orders/{id}', { path: { id }, signal });
}
