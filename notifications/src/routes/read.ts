import { randomUUID } from 'node:crypto';
import { RequestValidationError } from '@ticketing/common/errors';
import { parseUuid } from '@ticketing/common/forms';
import { requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import type { Inbox } from '../inbox/inbox';
import type { Feed } from '../rules/notifier';
import { userOf } from './user-of';

/** Notifications that one request marks, at the most. */
const mostIds = 200;

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
  const list = Array.isArray(ids) ? ids.map(parseUuid) : [];
  const known = list.filter((id) => id !== undefined);
  if (known.length === 0 || known.length < list.length || known.length > mostIds) {
    throw invalid('ids', `ids must be 1 to ${mostIds} ids of notifications, or all must be true`);
  }
  return known;
}

function invalid(field: string, message: string): RequestValidationError {
  return new RequestValidationError([{ field, message }]);
}
