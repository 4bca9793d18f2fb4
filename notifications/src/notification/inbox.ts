import { randomUUID } from 'node:crypto';
import { RequestValidationError } from '@ticketing/common/errors';
import { parseUuid } from '@ticketing/common/forms';
import { requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import type { Connection } from 'mongoose';
import { requestUser } from '../intake/access';
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

/** `GET /api/notifications/unread`: how many of the user's notifications are unread. */
export function unreadRouter(inbox: Inbox): Router {
  const router = Router();
  router.get('/api/notifications/unread', requireAuth, async (req, res) => {
    res.json({ unread: await inbox.unread(requestUser(req).id) });
  });
  return router;
}

/** Notifications that one request marks, at the most. */
const MAX_IDS = 200;

/** `POST /api/notifications/read`: marks some of the user's notifications, or all, as read; the user's other streams hear of it. */
export function readRouter(inbox: Inbox, feed: Feed): Router {
  const router = Router();
  router.post('/api/notifications/read', requireAuth, async (req, res) => {
    const { id } = requestUser(req);
    const which = checkWhich(req.body);
    const read = await inbox.markRead(id, which);
    const unread = await inbox.unread(id);
    if (read > 0) {
      await feed.append({
        key: `read:${randomUUID()}`,
        scope: `user:${id}`,
        event: 'read',
        data: { ...(which === 'all' ? { all: true } : { ids: which }), unread },
      });
    }
    res.json({ read, unread });
  });
  return router;
}

function checkWhich(body: unknown): string[] | 'all' {
  const { ids, all } = body as { ids?: unknown; all?: unknown };
  if (all === true && ids === undefined) return 'all';
  if (all !== undefined) throw invalid('all', 'all must be true, and sent without ids');
  const list = Array.isArray(ids) ? ids.map(parseUuid) : [];
  const known = list.filter((id) => id !== undefined);
  if (known.length === 0 || known.length < list.length || known.length > MAX_IDS) {
    throw invalid('ids', `ids must be 1 to ${MAX_IDS} ids of notifications, or all must be true`);
  }
  return known;
}

function invalid(field: string, message: string): RequestValidationError {
  return new RequestValidationError([{ field, message }]);
}
