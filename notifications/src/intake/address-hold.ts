import type { UserDirectory } from '@ticketing/common/roles';
import type { Changes } from '../notification/changes';
import { durable, notificationChange, type NotificationCollection } from '../notification/notification';
import type { Caller } from './access';

export interface AddressHoldOptions {
  readonly collection: NotificationCollection;
  readonly directory: Pick<UserDirectory, 'find'>;
  readonly changes: Changes;
  readonly now?: () => Date;
}

/**
 * What users write to themselves waits until their address is proven: an account can be opened under anybody's address,
 * and would else mail its owner whatever a stranger likes. Delivery looks at the address once more.
 */
export class AddressHold {
  constructor(private readonly options: AddressHoldOptions) {}

  /** Whether what this caller sends to their own address is to be held. Services and admins tell whom they like. */
  async concerns(caller: Caller): Promise<boolean> {
    if (caller.kind === 'service' || caller.role === 'admin') return false;
    return (await this.options.directory.find(caller.id))?.emailVerified !== true;
  }

  /** Makes due what was held for a user whose address is proven now; again changes nothing. */
  async release(userId: string): Promise<void> {
    const { collection, changes } = this.options;
    const now = this.options.now?.() ?? new Date();
    const held = { userId, status: 'HELD' as const };
    const rows = await collection.find(held).toArray();
    if (rows.length === 0) return;
    const state = { status: 'ACCEPTED' as const, dueAt: now, releasedAt: now };
    await collection.updateMany(held, { $set: state, $inc: { version: 1 } }, durable);
    changes.publish(rows.map((row) => notificationChange({ ...row, ...state, version: row.version + 1 })));
    changes.wake([...new Set(rows.flatMap(({ type }) => (type === 'INBOX' ? [] : [type])))]);
  }
}
