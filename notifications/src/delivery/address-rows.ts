import { mostInterruptions } from '../domain/delivery';
import { deterministicUuid } from '../domain/deterministic-uuid';
import type { OutgoingChannel } from '../domain/notification';
import type { NotificationRow } from '../models/notification';
import type { OutgoingMessage } from '../providers/provider';
import type { AddressBook } from './address-book';

export interface AddressOptions {
  type: OutgoingChannel;
  addresses: AddressBook;
  /** For notifications that name neither a receiver nor a user. */
  defaultReceiver?: string;
}

/** A row and where it goes to. */
export interface Addressed {
  row: NotificationRow;
  receiver: string;
}

export interface AddressedRows {
  addressed: Addressed[];
  /** Their user, or the user's address on this channel, isn't known yet. */
  unknown: NotificationRow[];
  /** Workers stopped too often while they had it. */
  poison: NotificationRow[];
}

/** Finds where each row goes to, at the time it is sent: users by one look at the address book. */
export async function addressRows(rows: NotificationRow[], options: AddressOptions): Promise<AddressedRows> {
  const { addresses, defaultReceiver, type } = options;
  const userIds = rows.flatMap(({ receiver, userId }) => (receiver === undefined && userId ? [userId] : []));
  const known = userIds.length === 0 ? new Map<string, string>() : await addresses.find(userIds, type);
  const result: AddressedRows = { addressed: [], unknown: [], poison: [] };
  for (const row of rows) {
    const receiver = row.receiver ?? (row.userId === undefined ? defaultReceiver : known.get(row.userId));
    if ((row.interruptions ?? 0) >= mostInterruptions) result.poison.push(row);
    else if (receiver === undefined) result.unknown.push(row);
    else result.addressed.push({ row, receiver });
  }
  return result;
}

/** What goes out. */
export function messageOf(row: NotificationRow, receiver: string): OutgoingMessage {
  const { _id, subject, text, html, unsubscribeUrl, supportTicketId, userId } = row;
  return {
    uuid: _id,
    receiver,
    text,
    formatted: row.origin === 'event' || row.origin === 'broadcast',
    ...(subject !== undefined && { subject }),
    ...(html !== undefined && { html }),
    ...(supportTicketId !== undefined && {
      threadId: deterministicUuid('support-thread', supportTicketId, userId ?? receiver),
    }),
    ...(unsubscribeUrl !== undefined && { unsubscribeUrl }),
  };
}
