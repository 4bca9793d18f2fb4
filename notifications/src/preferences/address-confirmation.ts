import { randomInt, randomUUID } from 'node:crypto';
import { codeHash, codeLifetimeMs, codeOf, sameHash } from '../domain/confirmation';
import type { AddressedChannel } from '../domain/preferences';
import type { Intake } from '../rules/notifier';
import type { PreferenceStore, StoredPreferences } from './preference-store';

export interface AddressConfirmationOptions {
  store: PreferenceStore;
  intake: Intake;
  jwtKey: string;
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
    const { store, intake, jwtKey, random = () => randomInt(1_000_000) } = this.options;
    const code = codeOf(random());
    const stored = await store.proposeAddress(userId, channel, {
      address,
      hash: codeHash(code, userId, address, jwtKey),
      expiresAt: new Date(this.now().getTime() + codeLifetimeMs),
    });
    await intake.accept([
      {
        uuid: randomUUID(),
        type: channel,
        receiver: address,
        text: `Your code to receive notifications here: ${code}. If you did not ask for it, ignore this.`,
        kind: 'address.confirm',
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
    const { store, jwtKey } = this.options;
    const pending = await store.guess(userId, channel, this.now());
    if (!pending || !sameHash(pending.hash, codeHash(code, userId, pending.address, jwtKey)))
      return undefined;
    return store.confirm(userId, channel, pending);
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}
