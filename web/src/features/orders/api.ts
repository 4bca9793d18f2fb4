import { type Page, retryOn404 } from '../../lib/api/client';
import { del, get, list, post } from '../../lib/api/typed';
import type { Order } from '../../lib/api/types';

/** Places of a ticket, and what each costs for all that their buyer knows. */
interface WantedItem {
  ticketId: string;
  price: number;
  quantity?: number;
  seats?: string[];
}

/** One place of a ticket, or places of several. */
export type OrderWish = { ticketId: string; price: number } | { items: WantedItem[] };

/** Reserves all of it at these prices or nothing; the key makes repeating the same wish harmless. */
export function createOrder(body: OrderWish, key: string): Promise<Order> {
  return retryOn404(() => post('/api/orders', { body, headers: { 'idempotency-key': key } }));
}

export function listOrders(next: string | null, signal: AbortSignal): Promise<Page<Order>> {
  return list('/api/orders', { next, signal });
}

/** The user's own orders of one ticket, newest first. */
export async function listTicketOrders(ticketId: string, signal: AbortSignal): Promise<Order[]> {
  return (await list('/api/orders', { query: { ticketId }, signal })).items;
}

export function getOrder(id: string, signal?: AbortSignal): Promise<Order> {
  return get('/api/orders/{id}', { path: { id }, signal });
}

export function cancelOrder(id: string): Promise<undefined> {
  return del('/api/orders/{id}', { path: { id } });
}
