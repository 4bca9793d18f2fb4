import type { Connection } from 'mongoose';
import { type NotificationCollection, notificationsOf } from '../models/notification';

/** More unread ones than this are not counted one by one. */
export const mostCounted = 1_000;

/** Which of their notifications a user has read. */
export class Inbox {
  private readonly rows: NotificationCollection;

  constructor(
    connection: Connection,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.rows = notificationsOf(connection);
  }

  /** How many are unread; stops counting at 1,000. */
  async unread(userId: string): Promise<number> {
    return this.rows.countDocuments(unreadOf(userId), { limit: mostCounted });
  }

  /** Marks some, or all there are now, as read; those of others are left alone. Returns how many weren't before. */
  async markRead(userId: string, which: readonly string[] | 'all'): Promise<number> {
    const some = which === 'all' ? {} : { _id: { $in: [...which] } };
    const { modifiedCount } = await this.rows.updateMany(
      { ...unreadOf(userId), ...some },
      { $set: { readAt: this.now() } },
    );
    return modifiedCount;
  }
}

function unreadOf(userId: string) {
  return { userId, type: 'INBOX' as const, readAt: { $exists: false } };
}
