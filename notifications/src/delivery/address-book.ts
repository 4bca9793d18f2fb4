import { parseEmailAddress } from '@ticketing/common/forms';
import { Types, type Connection, type mongo } from 'mongoose';
import type { OutgoingMessage } from '../channels/provider';
import type { OutgoingChannel, NotificationRow } from '../notification/notification';
import { deterministicUuid } from '../notification/notification-id';
import type { PreferenceStore } from '../preferences/preferences';
import { MAX_INTERRUPTIONS } from './push-outcome';

/** Where users can be reached: this service's own replica of them. */
export interface AddressBook {
  /**
   * The current addresses of these users on a channel. A user who isn't known yet, or has no address there, is missing
   * from the result; their notification waits.
   */
  find(userIds: string[], type: OutgoingChannel): Promise<Map<string, string>>;
}

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
    if ((row.interruptions ?? 0) >= MAX_INTERRUPTIONS) result.poison.push(row);
    else if (receiver === undefined) result.unknown.push(row);
    else result.addressed.push({ row, receiver });
  }
  return result;
}

/** What goes out. */
export function outgoingMessage(row: NotificationRow, receiver: string): OutgoingMessage {
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

interface UserRow {
  _id: Types.ObjectId | string;
  email: string;
  name: string;
  role: string;
  status: string;
}

/** A user, as far as telling them is concerned. */
export interface Recipient {
  id: string;
  email: string;
  name: string;
  role: string;
  status: string;
}

/** Where users can be reached now: mail by the account's own address, the rest by what they have confirmed. */
export class RecipientBook implements AddressBook {
  private readonly users: mongo.Collection<UserRow>;

  /** @param connection its collection `users` is the replica that the user events keep */
  constructor(
    connection: Connection,
    private readonly preferences: PreferenceStore,
  ) {
    this.users = connection.collection<UserRow>('users');
  }

  async find(userIds: string[], type: OutgoingChannel): Promise<Map<string, string>> {
    if (type === 'EMAIL') {
      return new Map((await this.recipients(userIds)).map(({ id, email }) => [id, email]));
    }
    const found = new Map<string, string>();
    for (const [id, { addresses }] of await this.preferences.of(userIds)) {
      const address = addresses[type];
      if (address !== undefined) found.set(id, address);
    }
    return found;
  }

  /** Ids of the approved admins. */
  async admins(): Promise<string[]> {
    const rows = await this.users
      .find({ role: 'admin', status: 'approved' }, { projection: { _id: 1 } })
      .toArray();
    return rows.map(({ _id }) => String(_id));
  }

  /** Those of these users that are known, in no order. */
  async recipients(userIds: string[]): Promise<Recipient[]> {
    const rows = await this.users.find({ _id: { $in: userIds.map(userKey) } }).toArray();
    return rows.map(({ _id, email, name, role, status }) => ({
      id: String(_id),
      email: parseEmailAddress(email) ?? email,
      name,
      role,
      status,
    }));
  }
}

/** The replica's key of a user id. */
export function userKey(id: string): Types.ObjectId | string {
  return /^[0-9a-f]{24}$/.test(id) ? new Types.ObjectId(id) : id;
}
