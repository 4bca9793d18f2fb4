import { type Page, request, requestPage } from './client';
import type { Broadcast, DeadNotification, InboxItem, PreferenceChange, Preferences } from './types';

const base = '/api/notifications';

export function listInbox(next: string | null, signal: AbortSignal): Promise<Page<InboxItem>> {
  return requestPage<InboxItem>(next ?? base, { signal });
}

export async function countUnread(): Promise<number> {
  const { unread } = await request<{ unread: number }>('GET', `${base}/unread`);
  return unread;
}

export function markRead(id: string): Promise<unknown> {
  return request('PUT', `${base}/${encodeURIComponent(id)}/read`, { body: {} });
}

export function markAllRead(): Promise<unknown> {
  return request('POST', `${base}/read`, { body: {} });
}

export function getPreferences(signal: AbortSignal): Promise<Preferences> {
  return request<Preferences>('GET', `${base}/preferences`, { signal });
}

export function putPreferences(body: PreferenceChange): Promise<Preferences> {
  return request<Preferences>('PUT', `${base}/preferences`, { body });
}

export function say(ticketId: string, text: string): Promise<{ id: string }> {
  return request<{ id: string }>('POST', `${base}/rooms/${encodeURIComponent(ticketId)}/messages`, {
    body: { text },
  });
}

export function startBroadcast(body: { message: string; audience: string }): Promise<{ jobId: string }> {
  return request('POST', `${base}/broadcasts`, { body });
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
  return request('POST', `${base}/dead-letters/${encodeURIComponent(id)}/redrive`, { body: {} });
}

export function discardNotification(id: string): Promise<unknown> {
  return request('DELETE', `${base}/dead-letters/${encodeURIComponent(id)}`);
}
