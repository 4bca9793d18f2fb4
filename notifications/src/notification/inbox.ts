import { randomUUID } from 'node:crypto';
import { RequestValidationError } from '@ticketing/common/errors';
import { parseUuid } from '@ticketing/common/forms';
import { answer, defineRoute, field } from '@ticketing/common/http';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Feed } from '../rules/notifier';
import { type NotificationCollection, notificationCollection } from './notification';

/** More unread ones than this are not counted one by one. */
export const MAX_COUNTED = 1_000;

/** Which of their notifications a user has read. */
export class Inbox {
  private readonly rows: NotificationCollection;

  constructor(
    connection: Connection,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.rows = notificationCollection(connection);
  }

  /** How many are unread; stops counting at 1,000. */
  async unread(userId: string): Promise<number> {
    return this.rows.countDocuments(unreadFilter(userId), { limit: MAX_COUNTED });
  }

  /** Marks some, or all there are now, as read; those of others are left alone. Returns how many weren't before. */
  async markRead(userId: string, which: readonly string[] | 'all'): Promise<number> {
    const some = which === 'all' ? {} : { _id: { $in: [...which] } };
    const { modifiedCount } = await this.rows.updateMany(
      { ...unreadFilter(userId), ...some },
      { $set: { readAt: this.now() } },
    );
    return modifiedCount;
  }
}

function unreadFilter(userId: string) {
  return { userId, type: 'INBOX' as const, readAt: { $exists: false } };
}

/** What the routes work with. */
export interface InboxContext {
  readonly inbox: Inbox;
  readonly feed: Feed;
}

const countUnread = defineRoute({
  method: 'get',
  path: '/api/notifications/unread',
  summary: `How many notifications are unread; stops counting at ${MAX_COUNTED}`,
  access: 'signed-in',
  answers: { 200: answer('How many', z.object({ unread: z.int().min(0) })) },
  async handler(req, res, { inbox }: InboxContext) {
    res.json({ unread: await inbox.unread(req.currentUser.id) });
  },
});

/** Notifications that one request marks, at the most. */
const MAX_IDS = 200;
const idsMessage = `ids must be 1 to ${MAX_IDS} ids of notifications, or all must be true`;
const allMessage = 'all must be true, and sent without ids';

const markRead = defineRoute({
  method: 'post',
  path: '/api/notifications/read',
  summary: 'Mark notifications as read; the other streams of the user hear of it',
  access: 'signed-in',
  body: z
    .object({
      ids: field
        .parsed(parseIds, idsMessage, {
          type: 'array',
          items: { type: 'string', format: 'uuid' },
          minItems: 1,
          maxItems: MAX_IDS,
        })
        .optional(),
      all: z.literal(true, allMessage).optional(),
    })
    .meta({ id: 'MarkRead', description: 'Either `ids` or `all`' }),
  example: { all: true },
  answers: {
    200: answer(
      'How many were marked, and how many are left',
      z.object({ read: z.int().min(0), unread: z.int().min(0) }).meta({ id: 'MarkedRead' }),
    ),
  },
  async handler(req, res, { inbox, feed }: InboxContext) {
    const { id } = req.currentUser;
    const { ids, all } = req.body;
    if (ids && all) throw new RequestValidationError([{ field: 'all', message: allMessage }]);
    if (!ids && !all) throw new RequestValidationError([{ field: 'ids', message: idsMessage }]);
    const read = await inbox.markRead(id, ids ?? 'all');
    const unread = await inbox.unread(id);
    if (read > 0) {
      await feed.append({
        key: `read:${randomUUID()}`,
        scope: `user:${id}`,
        event: 'read',
        data: { ...(ids ? { ids } : { all: true }), unread },
      });
    }
    res.json({ read, unread });
  },
});

function parseIds(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_IDS) return undefined;
  const ids = value.map(parseUuid).filter((id) => id !== undefined);
  return ids.length === value.length ? ids : undefined;
}

/** The routes of what is read. */
export const inboxRoutes = [countUnread, markRead];
