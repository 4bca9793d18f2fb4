import type { Logger } from '@ticketing/common/observability';
import type { NotificationChange } from '../notification/notification';
import type { Feed } from '../rules/notifier';
import type { NewFeedEntry } from './feed-log';

/** Where changes of notifications are told. */
export interface ChangeSource {
  /** Returns how to stop. */
  onChanges(listener: (changes: NotificationChange[]) => void): () => void;
}

/** What was asked for by a request, as opposed to told by an event or a broadcast, which have entries of their own. */
const requested: ReadonlySet<string> = new Set(['direct', 'support']);

/** To whom a status is shown: whoever the notification is for, and whoever asked for it. */
export function statusEntries({
  id,
  type,
  kind,
  status,
  version,
  time,
  userId,
  submitter,
}: NotificationChange): NewFeedEntry[] {
  if (!requested.has(kind)) return [];
  const people = new Set([userId, submitter].filter((person) => person !== undefined));
  return [...people].map((person) => ({
    key: `status:${id}:${version}:${person}`,
    scope: `user:${person}`,
    event: 'notification.status',
    data: { id, type, kind, status, version, time },
  }));
}

/**
 * Shows live how requested notifications get on. Every replica hears of each change and the key makes it one entry. What
 * is lost with a process is only the hint: the status itself is asked for by `GET /api/notifications/:id`.
 */
export function feedStatus(changes: ChangeSource, feed: Feed, logger: Logger): () => void {
  return changes.onChanges((group) => {
    const entries = group.flatMap(statusEntries);
    feed
      .append(...entries)
      .catch((error: unknown) => logger.warn({ err: error }, 'a status was not shown live'));
  });
}
