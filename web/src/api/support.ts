import { type Page, request, requestPage } from './client';
import type {
  SupportComment,
  SupportHistoryEntry,
  SupportStatus,
  SupportTicket,
  SupportTicketWithComments,
} from './types';

export const supportPath = '/crm/api/v1/tickets';

export interface SupportFilter {
  q?: string;
  status?: string;
  priority?: string;
  /** A user id, `me`, or `none` for those that wait for an engineer. */
  assignee?: string;
}

const at = (id: string): string => `${supportPath}/${encodeURIComponent(id)}`;

export function listSupport(
  filter: SupportFilter,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<SupportTicket>> {
  return next === null
    ? requestPage<SupportTicket>(supportPath, { query: { ...filter }, signal })
    : requestPage<SupportTicket>(next, { signal });
}

export function getSupport(id: string, signal?: AbortSignal): Promise<SupportTicketWithComments> {
  return request<SupportTicketWithComments>('GET', at(id), { signal });
}

export interface NewSupport {
  title: string;
  description: string;
  ticketPriority: number;
  orderId?: string;
  ticketId?: string;
}

export function createSupport(body: NewSupport, idempotencyKey: string): Promise<SupportTicket> {
  return request<SupportTicket>('POST', supportPath, {
    body,
    headers: { 'idempotency-key': idempotencyKey },
  });
}

export interface SupportPatch {
  ticketPriority?: number;
  status?: SupportStatus;
  assignee?: string;
  /** The version the change was made on: a newer one is never overwritten. */
  version: number;
}

export function updateSupport(id: string, body: SupportPatch): Promise<SupportTicket> {
  return request<SupportTicket>('PUT', at(id), { body });
}

export function addComment(
  id: string,
  body: { text: string; internal: boolean },
  idempotencyKey: string,
): Promise<SupportComment> {
  return request<SupportComment>('POST', `${at(id)}/comments`, {
    body,
    headers: { 'idempotency-key': idempotencyKey },
  });
}

export async function getHistory(id: string, signal: AbortSignal): Promise<SupportHistoryEntry[]> {
  const page = await requestPage<SupportHistoryEntry>(`${at(id)}/history`, { query: { limit: 100 }, signal });
  return page.items;
}
