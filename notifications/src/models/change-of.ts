import type { NotificationChange } from '../domain/notification';
import type { NotificationRow } from './notification';

/** When a row reached the status it is in. */
export function reachedAt(row: NotificationRow): Date {
  if (row.status === 'PROCESSED') return row.processedAt ?? row.createdAt;
  if (row.status === 'DEAD') return row.deadAt ?? row.createdAt;
  const lastAttempt = row.tries ? row.attempts?.at(-1)?.at : undefined;
  return lastAttempt ?? row.redrivenAt ?? row.createdAt;
}

/** The status a stored row is in, as watchers are told. */
export function changeOf(row: NotificationRow): NotificationChange {
  return {
    id: row._id,
    type: row.type,
    kind: row.kind,
    status: row.status,
    version: row.version,
    time: reachedAt(row).toISOString(),
    ...(row.userId && { userId: row.userId }),
    ...(row.submitter && { submitter: row.submitter }),
  };
}
