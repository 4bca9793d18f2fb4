import { cutPage, parseAfter, parsePage, requireRole, sendPage } from '@ticketing/common/http';
import { Router } from 'express';
import { z } from 'zod';
import type { DeadLetters } from '../models/dead-letters';
import { presentDeadLetter } from '../models/present-notification';

const position = z.tuple([z.number(), z.string()]);

/** GET /api/notifications/dead-letters: what was given up, the latest first, for admins. */
export function listDeadLettersRouter(deadLetters: DeadLetters): Router {
  const router = Router();
  router.get('/api/notifications/dead-letters', requireRole('admin'), async (req, res) => {
    const page = parsePage(req);
    const after = parseAfter(page, position);
    const rows = await deadLetters.list(
      page.limit + 1,
      after && { deadAt: new Date(after[0]), id: after[1] },
    );
    const { items, nextAfter } = cutPage(rows, page.limit, (row) =>
      JSON.stringify([(row.deadAt ?? row.createdAt).getTime(), row._id] satisfies z.infer<typeof position>),
    );
    sendPage(req, res, items.map(presentDeadLetter), { nextAfter });
  });
  return router;
}
