import type { OutgoingChannel } from '../domain/notification';

/** Where users can be reached: this service's own replica of them. */
export interface AddressBook {
  /**
   * The current addresses of these users on a channel. A user who isn't known yet, or has no address there, is missing
   * from the result; their notification waits.
   */
  find(userIds: string[], type: OutgoingChannel): Promise<Map<string, string>>;
}
