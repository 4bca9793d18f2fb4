import { counter } from '@ticketing/common/observability';
import type { NotificationRow } from '../models/notification';

const acceptedTotal = counter('notifications_accepted_total', 'Notifications stored for the first time', [
  'type',
  'origin',
]);

/** Counts new rows by channel and origin. */
export function countAccepted(rows: NotificationRow[]): void {
  let begun = 0;
  rows.forEach((row, index) => {
    const next = rows[index + 1];
    // Neighbours are mostly alike: they are counted together.
    if (next && next.type === row.type && next.origin === row.origin) return;
    acceptedTotal.inc({ type: row.type, origin: row.origin }, index + 1 - begun);
    begun = index + 1;
  });
}
