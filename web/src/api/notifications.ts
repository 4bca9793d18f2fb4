import { type Page, request, requestPage } from './client';
import type { Broadcast, Choices, DeadNotification, InboxItem, Preferences } from './types';

const base = '/api/notifications';

export function listInbox(next: string | null, signal: AbortSignal): Promise<Page<InboxItem>> {
  return requestPage<InboxItem>(next ?? base, { signal });
}

export async function countUnread(): Promise<number> {
  return (await request<{ unread: number }>('GET', `${base}/unread`)).unread;
}

export function markRead(ids: string[]): Promise<unknown> {
  return request('POST', `${base}/read`, { body: { ids } });
}

export function markAllRead(): Promise<unknown> {
  return request('POST', `${base}/read`, { body: { all: true } });
}

export function getPreferences(signal: AbortSignal): Promise<Preferences> {
  return request<Preferences>('GET', `${base}/preferences`, { signal });
}

/** Changes some choices; what isn't named stays. */
export function putPreferences(preferences: Choices): Promise<Preferences> {
  return request<Preferences>('PUT', `${base}/preferences`, { body: { preferences } });
}

/** Proposes an address of a channel; a code is sent there. */
export function proposeAddress(body: { channel: 'SLACK' | 'SMS'; address: string }): Promise<Preferences> {
  return request<Preferences>('POST', `${base}/preferences/addresses`, { body });
}

export function confirmAddress(body: { channel: 'SLACK' | 'SMS'; code: string }): Promise<Preferences> {
  return request<Preferences>('POST', `${base}/preferences/addresses/confirm`, { body });
}

export function forgetAddress(channel: 'SLACK' | 'SMS'): Promise<Preferences> {
  return request<Preferences>('DELETE', `${base}/preferences/addresses/${channel}`);
}

/** Says something to the others on a ticket's page. */
export function say(ticketId: string, text: string): Promise<{ id: string }> {
  return request('POST', `${base}/rooms/${encodeURIComponent(ticketId)}/messages`, { body: { text } });
}

export type Audience = Broadcast['audience'];

export function startBroadcast(
  body: { message: string; audience: Audience },
  key: string,
): Promise<{ jobId: string }> {
  return request('POST', `${base}/broadcasts`, { body, headers: { 'idempotency-key': key } });
}

/** Broadcasts, newest first, each with its job as its id. */
export async function listBroadcasts(
  next: string | null,
  signal: AbortSignal,
): Promise<Page<Broadcast & { id: string }>> {
  const page = await requestPage<Broadcast>(next ?? `${base}/broadcasts`, { signal });
  return { ...page, items: page.items.map((item) => ({ ...item, id: item.jobId })) };
}

export function getBroadcast(jobId: string, signal: AbortSignal): Promise<Broadcast> {
  return request<Broadcast>('GET', `${base}/broadcasts/${encodeURIComponent(jobId)}`, { signal });
}

export function listDeadNotifications(
  next: string | null,
  signal: AbortSignal,
): Promise<Page<DeadNotification>> {
  return requestPage<DeadNotification>(next ?? `${base}/dead-letters`, { signal });
}

export function redriveNotification(id: string): Promise<unknown> {
  return request('POST', `${base}/dead-letters/${encodeURIComponent(id)}/redrive`);
}

export function discardNotification(id: string): Promise<unknown> {
  return request('DELETE', `${base}/dead-letters/${encodeURIComponent(id)}`);
}
