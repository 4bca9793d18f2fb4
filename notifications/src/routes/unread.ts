import { requireAuth } from '@ticketing/common/http';
import { Router } from 'express';
import type { Inbox } from '../inbox/inbox';
import { userOf } from './user-of';

/** `GET /api/notifications/unread`: how many of the user's notifications are unread. */
export function unreadRouter(inbox: Inbox): Router {
  const router = Router();
  router.get('/api/notifications/unread', requireAuth, async (req, res) => {
    res.json({ unread: await inbox.unread(userOf(req).id) });
  });
  return router;
}
