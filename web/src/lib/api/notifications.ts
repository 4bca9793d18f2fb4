import type { Page } from './client';
import { del, get, list, post, put } from './typed';
import type { Broadcast, Choices, DeadNotification, InboxItem, Preferences } from './types';

export function listInbox(next: string | null, signal: AbortSignal): Promise<Page<InboxItem>> {
  return list('/api/notifications', { next, signal });
}

export async function countUnread(): Promise<number> {
  return (await get('/api/notifications/unread', {})).unread ?? 0;
}

export function markRead(ids: string[]): Promise<unknown> {
  return post('/api/notifications/read', { body: { ids } });
}

export function markAllRead(): Promise<unknown> {
  return post('/api/notifications/read', { body: { all: true } });
}

export function getPreferences(signal: AbortSignal): Promise<Preferences> {
  return get('/api/notifications/preferences', { signal });
}

/** Changes some choices; what isn't named stays. */
export function putPreferences(preferences: Choices): Promise<Preferences> {
  return put('/api/notifications/preferences', { body: { preferences } });
}

/** Channels whose address the account doesn't tell. */
export type Addressed = keyof Preferences['addresses'];

/** Proposes an address of a channel; a code is sent there. */
export function proposeAddress(body: { channel: Addressed; address: string }): Promise<Preferences> {
  return post('/api/notifications/preferences/addresses', { body });
}

export function confirmAddress(body: { channel: Addressed; code: string }): Promise<Preferences> {
  return post('/api/notifications/preferences/addresses/confirm', { body });
}

export function forgetAddress(channel: Addressed): Promise<Preferences> {
  return del('/api/notifications/preferences/addresses/{channel}', { path: { channel } });
}

/** How many signed-in people are on a ticket's page; anybody may ask. */
export async function countLooking(ticketId: string, signal: AbortSignal): Promise<number> {
  return (await get('/api/notifications/rooms/{ticketId}', { path: { ticketId }, signal })).looking;
}

/** Says something to the others on a ticket's page. */
export async function say(ticketId: string, text: string): Promise<string | undefined> {
  const { id } = await post('/api/notifications/rooms/{ticketId}/messages', {
    path: { ticketId },
    body: { text },
  });
  return id;
}

export type Audience = Broadcast['audience'];

/** What an admin wants to tell many people. */
export interface BroadcastDraft {
  message: string;
  subject?: string;
  audience: Audience;
  delaySeconds: number;
}

/** How many people a broadcast would be for, were it sent now. */
export async function countAudience(audience: Audience): Promise<number> {
  return (await get('/api/notifications/broadcasts/audience', { query: { audience } })).people;
}

export function startBroadcast(body: BroadcastDraft, key: string): Promise<unknown> {
  return post('/api/notifications/broadcasts', { body, headers: { 'idempotency-key': key } });
}

/** Broadcasts, newest first, each with its job as its id. */
export async function listBroadcasts(
  next: string | null,
  signal: AbortSignal,
): Promise<Page<Broadcast & { id: string }>> {
  const page = await list('/api/notifications/broadcasts', { next, signal });
  return { ...page, items: page.items.map((item) => ({ ...item, id: item.jobId })) };
}

export function getBroadcast(jobId: string, signal: AbortSignal): Promise<Broadcast> {
  return get('/api/notifications/broadcasts/{jobId}', { path: { jobId }, signal });
}

export function stopBroadcast(jobId: string): Promise<Broadcast> {
  return del('/api/notifications/broadcasts/{jobId}', { path: { jobId } });
}

export function listDeadNotifications(
  next: string | null,
  signal: AbortSignal,
): Promise<Page<DeadNotification>> {
  return list('/api/notifications/dead-letters', { next, signal });
}

/** How many notifications were given up, up to 1,000. */
export async function countDeadNotifications(signal: AbortSignal): Promise<number> {
  const { total } = await list('/api/notifications/dead-letters', { query: { limit: 1 }, signal });
  return Number.parseInt(total ?? '0', 10);
}

export function redriveNotification(id: string): Promise<unknown> {
  return post('/api/notifications/dead-letters/{id}/redrive', { path: { id } });
}

export function discardNotification(id: string): Promise<unknown> {
  return del('/api/notifications/dead-letters/{id}', { path: { id } });
}
