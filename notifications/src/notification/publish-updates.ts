import { type NotificationUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { Publisher, type EventSink } from '@ticketing/common/messaging';
import { reachedAt, type NotificationRow } from './notification';

/** Tells the help desk how far a notification about one of its tickets has come. */
export class NotificationUpdatedPublisher extends Publisher<NotificationUpdatedEvent> {
  readonly subject = Subjects.NotificationUpdated;
}

/** True when each status this notification reaches is told to the help desk. What only the app shows isn't. */
export function isToldToSupport(notification: Pick<NotificationRow, 'supportTicketId' | 'type'>): boolean {
  return Boolean(notification.supportTicketId) && notification.type !== 'INBOX';
}

/** Publishes, with the transaction, the status that each row of a support ticket has reached. */
export async function publishUpdates(tx: EventSink, rows: NotificationRow[]): Promise<void> {
  const publisher = new NotificationUpdatedPublisher(tx);
  for (const row of rows) {
    if (row.type === 'INBOX' || !row.supportTicketId) continue;
    await publisher.publish({
      id: row._id,
      version: row.version,
      ticketId: row.supportTicketId,
      recipient: row.userId ?? row.receiver ?? row.type,
      channel: row.type,
      status: row.status,
      time: reachedAt(row).toISOString(),
      ...(row.staffOnly ? { audience: 'staff' as const } : {}),
    });
  }
}
