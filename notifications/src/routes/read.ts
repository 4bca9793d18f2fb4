import { randomUUID } from 'node:crypto';
import { RequestValidationError, requireAuth } from '@ticketing/common';
import { Router } from 'express';
import type { Feed } from '../events/teller';
import type { Inbox } from '../inbox/inbox';
import { userOf } from './user-of';

/** Notifications that one request marks, at the most. */
const mostIds = 200;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `POST /api/notifications/read`: marks some of the user's notifications, or all, as read; the user's other streams hear of it. */
export function readRouter(inbox: Inbox, feed: Feed): Router {
  const router = Router();
  router.post('/api/notifications/read', requireAuth, async (req, res) => {
    const { id } = userOf(req);
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
  const fits = Array.isArray(ids) && ids.length > 0 && ids.length <= mostIds;
  if (!fits || !ids.every((id): id is string => typeof id === 'string' && uuid.test(id))) {
    throw invalid('ids', `ids must be 1 to ${mostIds} ids of notifications, or all must be true`);
  }
  return ids.map((id) => id.toLowerCase());
}

function invalid(field: string, message: string): RequestValidationError {
  return new RequestValidationError([{ field, message }]);
}
