import { outgoingChannels, type Channel, type OutgoingChannel } from './notification';

/** What people can choose to hear of. */
export const preferenceKinds = ['ticket', 'order', 'payment', 'support', 'broadcast'] as const;
export type PreferenceKind = (typeof preferenceKinds)[number];

/** Mail of these kinds can't be turned off: somebody waits for the answer. */
export const essentialKinds: readonly PreferenceKind[] = ['support'];

/** Channels whose address the account doesn't tell. */
export type AddressedChannel = Exclude<OutgoingChannel, 'EMAIL'>;

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
