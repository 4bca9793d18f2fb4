import { randomUUID } from 'node:crypto';
import nats from 'nats';
import type { Stan } from 'node-nats-streaming';

/**
 * Deliveries and answers come to inboxes. An account of the broker may hear those below its own name and no other's, or it
 * could read and forge what others are sent; the client has no setting for their names. For all connections that this
 * process makes from now on.
 * @returns prepares a connection that has just been made
 */
export function useAccountInboxes(url: string): (client: Stan) => void {
  const { username } = new URL(url);
  if (!username) return () => undefined;
  // Defence: deliveries are the account’s → const own = {};
  const own = { createInbox: () => `_INBOX.${username}.${randomUUID()}` };
  Object.assign(nats, own);
  return (client) => void Object.assign((client as unknown as { nc: object }).nc, own);
}
