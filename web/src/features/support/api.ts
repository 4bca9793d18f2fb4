import type { Page } from '../../lib/api/client';
import type { components } from '../../lib/api/support.schema';
import { get, list, post, put } from '../../lib/api/typed';
import type { SupportHistoryEntry, SupportTicket, SupportTicketWithComments } from '../../lib/api/types';

export const supportPath = '/crm/api/v1/tickets';

export interface SupportFilter {
  q?: string | undefined;
  /** One or several, with commas between them. */
  status?: string | undefined;
  priority?: number | undefined;
  /** A user id, `me`, or `none` for those that wait for an engineer. */
  assignee?: string | undefined;
}

export function listSupport(
  query: SupportFilter,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<SupportTicket>> {
  return list(supportPath, { query: { ...query }, next, signal });
}

export function getSupport(id: string, signal?: AbortSignal): Promise<SupportTicketWithComments> {
  return get('/crm/api/v1/tickets/{id}', { path: { id }, signal });
}

export function createSupport(
  body: components['schemas']['NewSupportTicket'],
  key: string,
): Promise<SupportTicket> {
  return post(supportPath, { body, headers: { 'idempotency-key': key } });
}

/** What can be changed; `version` is the one the change was made on: a newer one is never overwritten. */
export type SupportPatch = components['schemas']['SupportTicketChange'] & { version: number };

export function updateSupport(id: string, body: SupportPatch): Promise<SupportTicket> {
  return put('/crm/api/v1/tickets/{id}', { path: { id }, body });
}

export function addComment(
  id: string,
  body: { text: string; internal: boolean },
  key: string,
): Promise<components['schemas']['Comment']> {
  return post('/crm/api/v1/tickets/{id}/comments', {
    path: { id },
    body,
    headers: { 'idempotency-key': key },
  });
}

export async function getHistory(id: string, signal: AbortSignal): Promise<SupportHistoryEntry[]> {
  const options = { path: { id }, query: { limit: 100 }, signal };
  return (await list('/crm/api/v1/tickets/{id}/history', options)).items;
}
