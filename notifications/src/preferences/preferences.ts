import { SharedReads } from '@ticketing/common/concurrency';
import type { Connection, mongo } from 'mongoose';
import { outgoingChannels, type Channel, type OutgoingChannel } from '../notification/notification';

/** What people can choose to hear of. */
export const preferenceKinds = ['ticket', 'order', 'payment', 'support', 'broadcast'] as const;
export type PreferenceKind = (typeof preferenceKinds)[number];

/** Mail of these kinds can't be turned off: somebody waits for the answer. */
export const essentialKinds: readonly PreferenceKind[] = ['support'];

/** Channels whose address the account doesn't tell. */
export const addressedChannels = outgoingChannels.filter((channel) => channel !== 'EMAIL');
export type AddressedChannel = (typeof addressedChannels)[number];

/** On which channels a kind is told. */
export type Choices = Record<PreferenceKind, Record<OutgoingChannel, boolean>>;

/** What one user has chosen; where nothing was chosen, what is usual. */
export interface Preferences {
  choices: Choices;
  /** Confirmed addresses only. */
  addresses: Partial<Record<AddressedChannel, string>>;
}

/** A part of the choices, to be changed. */
export type ChoicesChange = { [K in PreferenceKind]?: Partial<Record<OutgoingChannel, boolean>> };

export function isEssential(kind: PreferenceKind, channel: OutgoingChannel): boolean {
  return channel === 'EMAIL' && essentialKinds.includes(kind);
}

/** All by mail, nothing elsewhere; with `change` on top. What is essential stays on. */
export function withChoices(change: ChoicesChange): Choices {
  const choice = (kind: PreferenceKind, channel: OutgoingChannel): boolean =>
    isEssential(kind, channel) || (change[kind]?.[channel] ?? channel === 'EMAIL');
  const row = (kind: PreferenceKind) =>
    Object.fromEntries(outgoingChannels.map((channel) => [channel, choice(kind, channel)]));
  return Object.fromEntries(preferenceKinds.map((kind) => [kind, row(kind)])) as Choices;
}

/** The channels a kind is told on: the app always, the others by choice and where there is an address. */
export function channelsFor({ choices, addresses }: Preferences, kind: PreferenceKind): Channel[] {
  const chosen = outgoingChannels.filter(
    (channel) => choices[kind][channel] && (channel === 'EMAIL' || addresses[channel] !== undefined),
  );
  return ['INBOX', ...chosen];
}

/** One choice that can't be taken, named by its path. */
export interface PreferenceFault {
  field: string;
  message: string;
}

/**
 * Checks a change of choices, as it came.
 *
 * @returns the change, or a fault for every field that is not understood or may not be turned off
 */
export function checkChoices(value: unknown): { change: ChoicesChange } | { faults: PreferenceFault[] } {
  if (!isRecord(value))
    return { faults: [{ field: 'preferences', message: 'preferences must be an object' }] };
  const faults: PreferenceFault[] = [];
  const change: ChoicesChange = {};
  for (const [kind, row] of Object.entries(value)) {
    const field = `preferences.${kind}`;
    if (!isKind(kind))
      faults.push({ field, message: `${field} is not one of ${preferenceKinds.join(', ')}` });
    else if (!isRecord(row)) faults.push({ field, message: `${field} must be an object` });
    else change[kind] = checkRow(kind, row, faults);
  }
  return faults.length > 0 ? { faults } : { change };
}

function checkRow(
  kind: PreferenceKind,
  row: Record<string, unknown>,
  faults: PreferenceFault[],
): Partial<Record<OutgoingChannel, boolean>> {
  const checked: Partial<Record<OutgoingChannel, boolean>> = {};
  for (const [channel, on] of Object.entries(row)) {
    const field = `preferences.${kind}.${channel}`;
    if (!isOutgoing(channel)) {
      faults.push({ field, message: `${field} is not one of ${outgoingChannels.join(', ')}` });
    } else if (typeof on !== 'boolean') {
      faults.push({ field, message: `${field} must be true or false` });
    } else if (!on && isEssential(kind, channel)) {
      faults.push({ field, message: `${field} is essential and can't be turned off` });
    } else {
      checked[channel] = on;
    }
  }
  return checked;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isKind(value: unknown): value is PreferenceKind {
  return preferenceKinds.some((kind) => kind === value);
}

export function isOutgoing(value: unknown): value is OutgoingChannel {
  return outgoingChannels.some((channel) => channel === value);
}

/** Users whose preferences are read together, at the most. */
const MAX_SHARED = 1_000;
/** How often a code may be guessed. */
const MAX_GUESSES = 5;

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
  private readonly reads = new SharedReads<PreferenceRow>((ids) => this.readAll(ids), {
    maxSize: MAX_SHARED,
  });

  constructor(connection: Connection) {
    this.rows = connection.collection<PreferenceRow>('preferences');
  }

  /** The preferences of each of these users; what is usual for those who never chose. */
  async of(userIds: string[]): Promise<Map<string, Preferences>> {
    const known = await this.reads.getAll(userIds);
    return new Map(userIds.map((id) => [id, toPreferences(known.get(id))]));
  }

  private async readAll(userIds: readonly string[]): Promise<Map<string, PreferenceRow>> {
    const rows = await this.rows.find({ _id: { $in: [...userIds] } }).toArray();
    return new Map(rows.map((row) => [row._id, row]));
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
      { _id: userId, [`${field}.expiresAt`]: { $gt: now }, [`${field}.guesses`]: { $lt: MAX_GUESSES } },
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
