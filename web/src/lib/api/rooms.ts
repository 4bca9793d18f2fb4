import type { Page } from './client';
import { del, get, list, post, put } from './typed';
import type { BlockedPerson, RoomReport } from './types';

export function block(userId: string): Promise<unknown> {
  return post('/api/notifications/blocks', { body: { userId } });
}

export function listBlocked(signal: AbortSignal): Promise<BlockedPerson[]> {
  return get('/api/notifications/blocks', { signal });
}

export function unblock(userId: string): Promise<unknown> {
  return del('/api/notifications/blocks/{userId}', { path: { userId } });
}

/** Shows the staff what somebody said on a ticket's page. */
export function reportMessage(messageId: string): Promise<unknown> {
  return post('/api/notifications/reports', { body: { messageId } });
}

export function listRoomReports(next: string | null, signal: AbortSignal): Promise<Page<RoomReport>> {
  return list('/api/notifications/reports', { next, signal });
}

export function closeRoomReport(id: string, action: NonNullable<RoomReport['action']>): Promise<unknown> {
  return put('/api/notifications/reports/{id}', { path: { id }, body: { action } });
}
