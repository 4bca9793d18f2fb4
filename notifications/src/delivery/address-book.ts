import { SharedReads } from '@ticketing/common/concurrency';
import { parseEmailAddress, sameEmailAddress } from '@ticketing/common/forms';
import { userKey } from '@ticketing/common/roles';
import type { Connection, mongo } from 'mongoose';
import type { OutgoingMessage } from '../channels/provider';
import { type OutgoingChannel, type NotificationRow, isSelfAddressed } from '../notification/notification';
import { deterministicUuid } from '../notification/notification-id';
import type { PreferenceStore } from '../preferences/preferences';
import { MAX_INTERRUPTIONS } from './push-outcome';

/** Where a user can be reached on a channel. */
export interface Address {
  address: string;
  /** The user has shown that it is theirs. */
  proven: boolean;
}

/** Where users can be reached: this service's own read model of them. */
export interface AddressBook {
  /**
   * The current addresses of these users on a channel. A user who isn't known yet, or has no address there, is missing
   * from the result; their notification waits.
   */
  find(userIds: string[], type: OutgoingChannel): Promise<Map<string, Address>>;
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
  /** The receiver is proven to be the user's. */
  proven: boolean;
}

export interface AddressedRows {
  addressed: Addressed[];
  /** Their user, or the user's address on this channel, isn't known yet. */
  unknown: NotificationRow[];
  /** What a user wrote, for an address that isn't proven to be theirs. */
  unproven: NotificationRow[];
  /** Workers stopped too often while they had it. */
  poison: NotificationRow[];
}

/** Finds where each row goes to, at the time it is sent: users by one look at the address book. */
export async function addressRows(rows: NotificationRow[], options: AddressOptions): Promise<AddressedRows> {
  const { addresses, defaultReceiver, type } = options;
  const wantsProof = (row: NotificationRow) => type === 'EMAIL' && isSelfAddressed(row);
  const userIds = rows.flatMap((row) =>
    row.userId && (row.receiver === undefined || wantsProof(row)) ? [row.userId] : [],
  );
  const known = userIds.length === 0 ? new Map<string, Address>() : await addresses.find(userIds, type);
  const result: AddressedRows = { addressed: [], unknown: [], unproven: [], poison: [] };
  for (const row of rows) {
    const own = row.userId === undefined ? undefined : known.get(row.userId);
    const receiver = row.receiver ?? (row.userId === undefined ? defaultReceiver : own?.address);
    if ((row.interruptions ?? 0) >= MAX_INTERRUPTIONS) result.poison.push(row);
    // Defence: nobody’s text reaches an unproven address → else if (false) result.unproven.push(row);
    else if (wantsProof(row) && !isProven(receiver, own)) result.unproven.push(row);
    else if (receiver === undefined) result.unknown.push(row);
    else result.addressed.push({ row, receiver, proven: isProven(receiver, own) });
  }
  return result;
}

/** An address that its user has changed meanwhile is no longer theirs, as far as anybody knows. */
function isProven(receiver: string | undefined, own: Address | undefined): boolean {
  return own?.proven === true && receiver !== undefined && sameEmailAddress(receiver, own.address);
}

/** What goes out, but for what is attached. */
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

/** Users who are read together, at the most. */
const MAX_SHARED = 1_000;

interface UserRow {
  _id: mongo.ObjectId | string;
  email: string;
  name: string;
  role: string;
  status: string;
  emailVerified?: boolean;
}

/** A user, as far as telling them is concerned. */
export interface Recipient {
  id: string;
  email: string;
  name: string;
  role: string;
  status: string;
  /** `email` is proven to be theirs. */
  emailVerified: boolean;
}

/** Where users can be reached now: mail by the account's own address, the rest by what they have confirmed. */
export class RecipientBook implements AddressBook {
  private readonly users: mongo.Collection<UserRow>;
  private readonly reads = new SharedReads<UserRow>((ids) => this.readAll(ids), { maxSize: MAX_SHARED });

  /** @param connection its collection `users` is the read model that the user events keep */
  constructor(
    connection: Connection,
    private readonly preferences: PreferenceStore,
  ) {
    this.users = connection.collection<UserRow>('users');
  }

  async find(userIds: string[], type: OutgoingChannel): Promise<Map<string, Address>> {
    if (type === 'EMAIL') {
      const recipients = await this.recipients(userIds);
      return new Map(
        recipients.map(({ id, email, emailVerified }) => [id, { address: email, proven: emailVerified }]),
      );
    }
    const found = new Map<string, Address>();
    for (const [id, { addresses }] of await this.preferences.of(userIds)) {
      const address = addresses[type];
      if (address !== undefined) found.set(id, { address, proven: true });
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

  /** Those of these users whose mail address is proven to be theirs. */
  async proven(userIds: string[]): Promise<Set<string>> {
    const recipients = await this.recipients(userIds);
    return new Set(recipients.flatMap(({ id, emailVerified }) => (emailVerified ? [id] : [])));
  }

  /** Those of these users that are known, in no order. */
  async recipients(userIds: string[]): Promise<Recipient[]> {
    const rows = await this.reads.getAll(userIds);
    return [...rows.values()].map(({ _id, email, name, role, status, emailVerified = false }) => ({
      id: String(_id),
      name,
      role,
      status,
      emailVerified,
      email: parseEmailAddress(email) ?? email,
    }));
  }

  private async readAll(userIds: readonly string[]): Promise<Map<string, UserRow>> {
    const rows = await this.users.find({ _id: { $in: userIds.map(userKey) } }).toArray();
    return new Map(rows.map((row) => [String(row._id), row]));
  }
}
