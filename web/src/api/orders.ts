import { type Page, request, requestPage } from './client';
import type { Order } from './types';

/** Reserves a ticket; the key makes repeating the same wish harmless. */
export function createOrder(ticketId: string, idempotencyKey: string): Promise<Order> {
  return request<Order>('POST', '/api/orders', {
    body: { ticketId },
    headers: { 'idempotency-key': idempotencyKey },
  });
}

export function listOrders(next: string | null, signal: AbortSignal): Promise<Page<Order>> {
  return requestPage<Order>(next ?? '/api/orders', { signal });
}

export function getOrder(id: string, signal?: AbortSignal): Promise<Order> {
  return request<Order>('GET', `/api/orders/${encodeURIComponent(id)}`, { signal });
}

export function cancelOrder(id: string): Promise<void> {
  return request<void>('DELETE', `/api/orders/${encodeURIComponent(id)}`);
}
