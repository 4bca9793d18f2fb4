import { type Page, request, withQuery } from '../../lib/api/client';
import { list } from '../../lib/api/typed';
import type { AuditEntry, ServiceHealth } from '../../lib/api/types';
import type { ServiceFigures } from './figures';

/** A service that is well tells so at once. */
const HEALTH_TIMEOUT_MS = 5_000;

export function getHealth(service: string, signal: AbortSignal): Promise<ServiceHealth> {
  return request<ServiceHealth>('GET', `/api/ops/${service}/health`, {
    signal,
    timeoutMs: HEALTH_TIMEOUT_MS,
  });
}

/** The figures of whichever replica answers. */
export function getFigures(service: string): Promise<ServiceFigures> {
  return request<ServiceFigures>('GET', `/api/ops/${service}/figures`, { timeoutMs: HEALTH_TIMEOUT_MS });
}

const auditPath = '/api/ops/auth/audit';

export type AuditFilter = Pick<
  NonNullable<Parameters<typeof list<typeof auditPath>>[1]['query']>,
  'actor' | 'subject' | 'action' | 'address' | 'from' | 'until'
>;

/** The audit log, newest first. */
export function listAuditEntries(
  query: AuditFilter,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<AuditEntry>> {
  return list(auditPath, { query: { ...query, limit: 50 }, next, signal });
}

/** Where what is found of it is a file. */
export function auditFile(query: AuditFilter): string {
  return withQuery(auditPath, { ...query, format: 'csv' });
}
