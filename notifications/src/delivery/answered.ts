import type { AttemptRecord, NotificationRow } from '../models/notification';
import type { Entry } from './ledger';

/** A provider's yes, which is true whoever holds the lease. */
export function isYes({ reached }: Entry): boolean {
  return reached?.status === 'PROCESSED';
}

/** Whether a row tells that a change was written, even though the database's answer to it was lost. */
export function isWritten(row: NotificationRow, { update }: Entry): boolean {
  const attempt = (update.$addToSet as { attempts?: AttemptRecord } | undefined)?.attempts;
  if (attempt) return (row.attempts ?? []).some((one) => isSame(one, attempt));
  const { dueAt, deadAt } = update.$set as Partial<NotificationRow>;
  return deadAt ? isSameTime(row.deadAt, deadAt) : isSameTime(row.dueAt, dueAt);
}

/**
 * The change as it is told when another worker has written since: a lease that ran out leaves two with an answer. A
 * version is told once, so a yes is the next one after the other's answer, and after another yes it is no news.
 */
export function after(
  current: NotificationRow,
  { update, reached }: Entry,
): Pick<Entry, 'update'> & Partial<Entry> {
  if (!reached || current.version < reached.version) return { update, ...(reached && { reached }) };
  if (current.status === reached.status) return { update: { $addToSet: update.$addToSet ?? {} } };
  const version = current.version + 1;
  return {
    update: revived({ ...update, $set: { ...update.$set, version } }),
    reached: { ...reached, version },
  };
}

/** One that the other has given up is no dead letter any more. */
function revived(update: Entry['update']): Entry['update'] {
  return { ...update, $unset: { ...update.$unset, deadAt: '', deadReason: '' } };
}

function isSame(one: AttemptRecord, other: AttemptRecord): boolean {
  return (
    one.number === other.number &&
    one.outcome === other.outcome &&
    one.tookMs === other.tookMs &&
    isSameTime(one.at, other.at)
  );
}

function isSameTime(one: Date | undefined, other: Date | undefined): boolean {
  return one?.getTime() === other?.getTime();
}
