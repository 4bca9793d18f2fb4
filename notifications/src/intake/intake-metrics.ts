import { counter } from '@ticketing/common';
import type { NotificationRow } from '../models/notification';

const acceptedTotal = counter('notifications_accepted_total', 'Notifications stored for the first time', [
  'type',
  'origin',
]);

/** Counts new rows by channel and origin. */
export function countAccepted(rows: NotificationRow[]): void {
  const counts = new Map<string, { row: NotificationRow; count: number }>();
  for (const row of rows) {
    const key = `${row.type} ${row.origin}`;
    const entry = counts.get(key);
    if (entry) entry.count += 1;
    else counts.set(key, { row, count: 1 });
  }
  for (const { row, count } of counts.values()) {
    acceptedTotal.inc({ type: row.type, origin: row.origin }, count);
  }
}
