import { createHmac, timingSafeEqual, randomInt, randomUUID } from 'node:crypto';
import { CODE_KIND } from '../delivery/sms-budget';
import type { NotificationIntake } from '../intake/notification-intake';
import type { AddressedChannel, PreferenceStore, StoredPreferences } from './preferences';

/** How long a code can be used, in ms. */
export const CODE_LIFETIME_MS = 15 * 60_000;

/** A code of six digits. @param random a whole number from 0 up to, not including, a million */
export function formatCode(random: number): string {
  return String(random).padStart(6, '0');
}

/** What is stored of a code: it can't be turned back, and fits one user and address only. */
export function codeHash(code: string, userId: string, address: string, key: string): string {
  return createHmac('sha256', key).update(`confirm:${userId}:${address}:${code}`).digest('base64url');
}

/** Whether two hashes are the same, in a time that tells nothing. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export interface AddressConfirmationOptions {
  store: PreferenceStore;
  intake: Pick<NotificationIntake, 'accept'>;
  linkKey: string;
  now?: () => Date;
  /** A whole number from 0 up to, not including, a million. */
  random?: () => number;
}

/**
 * An address is used only after its owner has told the code that was sent there: else anyone could have messages sent to
 * somebody else's phone, or to a channel they aren't in.
 */
export class AddressConfirmation {
  constructor(private readonly options: AddressConfirmationOptions) {}

  /** Sends a code to an address. @param address checked before */
  async propose(userId: string, channel: AddressedChannel, address: string): Promise<StoredPreferences> {
    const { store, intake, linkKey, random = () => randomInt(1_000_000) } = this.options;
    const code = formatCode(random());
    const stored = await store.proposeAddress(userId, channel, {
      address,
      hash: codeHash(code, userId, address, linkKey),
      expiresAt: new Date(this.now().getTime() + CODE_LIFETIME_MS),
    });
    await intake.accept([
      {
        uuid: randomUUID(),
        type: channel,
        receiver: address,
        text: `Your code to receive notifications here: ${code}. If you did not ask for it, ignore this.`,
        kind: CODE_KIND,
        origin: 'event',
      },
    ]);
    return stored;
  }

  /** Takes the address into use when the code is right; undefined when it is wrong, too old or guessed too often. */
  async confirm(
    userId: string,
    channel: AddressedChannel,
    code: string,
  ): Promise<StoredPreferences | undefined> {
    const { store, linkKey } = this.options;
    const pending = await store.guess(userId, channel, this.now());
    if (!pending || !sameHash(pending.hash, codeHash(code, userId, pending.address, linkKey)))
      return undefined;
    return store.confirm(userId, channel, pending);
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}
