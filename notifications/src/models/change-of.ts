import type { NotificationChange } from '../domain/notification';
import type { NotificationRow } from './notification';

/** The status a stored row is in, as watchers are told. */
export function changeOf(row: NotificationRow): NotificationChange {
  return {
    id: row._id,
    type: row.type,
    kind: row.kind,
    status: row.status,
    version: row.version,
    time: (row.processedAt ?? row.deadAt ?? row.createdAt).toISOString(),
    ...(row.userId && { userId: row.userId }),
    ...(row.submitter && { submitter: row.submitter }),
  };
}
