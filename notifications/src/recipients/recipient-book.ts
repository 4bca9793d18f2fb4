import { parseEmailAddress } from '@ticketing/common/forms';
import { Types, type Connection, type mongo } from 'mongoose';
import type { OutgoingChannel } from '../domain/notification';
import type { AddressBook } from '../delivery/address-book';
import type { PreferenceStore } from '../preferences/preference-store';

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
    const rows = await this.users.find({ _id: { $in: userIds.map(keyOf) } }).toArray();
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
export function keyOf(id: string): Types.ObjectId | string {
  return /^[0-9a-f]{24}$/.test(id) ? new Types.ObjectId(id) : id;
}
