import type { Connection, mongo } from 'mongoose';
import { mostGuesses } from '../domain/confirmation';
import type { OutgoingChannel } from '../domain/notification';
import {
  type AddressedChannel,
  type ChoicesChange,
  type PreferenceKind,
  type Preferences,
  withChoices,
} from '../domain/preferences';

/** An address that its owner hasn't confirmed yet. */
export interface PendingAddress {
  address: string;
  /** Of the code that was sent there. */
  hash: string;
  expiresAt: Date;
  guesses: number;
}

interface PreferenceRow {
  _id: string;
  choices?: ChoicesChange;
  addresses?: Partial<Record<AddressedChannel, string>>;
  pending?: Partial<Record<AddressedChannel, PendingAddress>>;
}

/** Preferences, with the addresses that wait to be confirmed. */
export interface StoredPreferences extends Preferences {
  pending: Partial<Record<AddressedChannel, string>>;
}

/** What users have chosen, one document each; none until they choose. */
export class PreferenceStore {
  private readonly rows: mongo.Collection<PreferenceRow>;

  constructor(connection: Connection) {
    this.rows = connection.collection<PreferenceRow>('preferences');
  }

  /** The preferences of each of these users; what is usual for those who never chose. */
  async of(userIds: string[]): Promise<Map<string, Preferences>> {
    const rows = userIds.length > 0 ? await this.rows.find({ _id: { $in: userIds } }).toArray() : [];
    const known = new Map(rows.map((row) => [row._id, row]));
    return new Map(userIds.map((id) => [id, toPreferences(known.get(id))]));
  }

  async get(userId: string): Promise<StoredPreferences> {
    return toPreferences(await this.rows.findOne({ _id: userId }));
  }

  /** Changes some choices and leaves the others; of what two clients change at once, both is kept. */
  async choose(userId: string, change: ChoicesChange): Promise<StoredPreferences> {
    const fields = Object.entries(change).flatMap(([kind, row]) =>
      Object.entries(row).map(([channel, on]) => [`choices.${kind}.${channel}`, on] as const),
    );
    if (fields.length === 0) return this.get(userId);
    return this.update(userId, { $set: Object.fromEntries(fields) });
  }

  /** Turns one channel of one kind off. */
  async unsubscribe(userId: string, kind: PreferenceKind, channel: OutgoingChannel): Promise<void> {
    await this.choose(userId, { [kind]: { [channel]: false } });
  }

  /** Forgets an address, confirmed or not. */
  async removeAddress(userId: string, channel: AddressedChannel): Promise<StoredPreferences> {
    return this.update(userId, { $unset: { [`addresses.${channel}`]: '', [`pending.${channel}`]: '' } });
  }

  /** Keeps an address until it is confirmed; the confirmed one stays in use meanwhile. */
  async proposeAddress(
    userId: string,
    channel: AddressedChannel,
    pending: Omit<PendingAddress, 'guesses'>,
  ): Promise<StoredPreferences> {
    return this.update(userId, { $set: { [`pending.${channel}`]: { ...pending, guesses: 0 } } });
  }

  /** Counts a guess at a code and returns what it is compared with; undefined when there is none, or no guess left. */
  async guess(userId: string, channel: AddressedChannel, now: Date): Promise<PendingAddress | undefined> {
    const field = `pending.${channel}`;
    const row = await this.rows.findOneAndUpdate(
      { _id: userId, [`${field}.expiresAt`]: { $gt: now }, [`${field}.guesses`]: { $lt: mostGuesses } },
      { $inc: { [`${field}.guesses`]: 1 } },
    );
    return row?.pending?.[channel];
  }

  /** Takes a confirmed address into use. */
  async confirm(
    userId: string,
    channel: AddressedChannel,
    { address, hash }: PendingAddress,
  ): Promise<StoredPreferences> {
    await this.rows.updateOne(
      { _id: userId, [`pending.${channel}.hash`]: hash },
      { $set: { [`addresses.${channel}`]: address }, $unset: { [`pending.${channel}`]: '' } },
    );
    return this.get(userId);
  }

  private async update(
    userId: string,
    change: mongo.UpdateFilter<PreferenceRow>,
  ): Promise<StoredPreferences> {
    const options = { upsert: true, returnDocument: 'after' } as const;
    return toPreferences(await this.rows.findOneAndUpdate({ _id: userId }, change, options));
  }
}

function toPreferences(row: PreferenceRow | null | undefined): StoredPreferences {
  const pending = Object.entries(row?.pending ?? {}).map(
    ([channel, { address }]) => [channel, address] as const,
  );
  return {
    choices: withChoices(row?.choices ?? {}),
    addresses: row?.addresses ?? {},
    pending: Object.fromEntries(pending),
  };
}
