import { NotAuthorizedError, RequestValidationError } from '@ticketing/common/errors';
import { cutPage, parseAfter, parsePage, sendPage } from '@ticketing/common/http';
import { Router } from 'express';
import type { mongo } from 'mongoose';
import { z } from 'zod';
import { type Channel, channels } from '../domain/notification';
import type { NotificationCollection, NotificationRow } from '../models/notification';
import { presentSummary } from '../models/present-notification';

const position = z.tuple([z.number(), z.string()]);

/**
 * GET /api/notifications: the signed-in user's inbox, newest first. What an event tells has an entry of its own in the
 * inbox, so the mails and messages that tell the same are shown only when `type` asks for them.
 */
export function listNotificationsRouter(collection: NotificationCollection): Router {
  const router = Router();
  router.get('/api/notifications', async (req, res) => {
    if (!req.currentUser) throw new NotAuthorizedError();
    const page = parsePage(req);
    const after = parseAfter(page, position);
    const filter: mongo.Filter<NotificationRow> = { userId: req.currentUser.id, ...shown(req.query['type']) };
    const rows = await collection
      .find(after ? { $and: [filter, olderThan(new Date(after[0]), after[1])] } : filter)
      .sort({ createdAt: -1, _id: -1 })
      .limit(page.limit + 1)
      .toArray();
    const { items, nextAfter } = cutPage(rows, page.limit, (row) =>
      JSON.stringify([row.createdAt.getTime(), row._id] satisfies z.infer<typeof position>),
    );
    sendPage(req, res, items.map(presentSummary), { nextAfter });
  });
  return router;
}

function shown(type: unknown): mongo.Filter<NotificationRow> {
  if (type === undefined) return { $or: [{ type: 'INBOX' }, { origin: { $in: ['api', 'batch'] } }] };
  if (channels.includes(type as Channel)) return { type: type as Channel };
  throw new RequestValidationError([
    { field: 'type', message: `type must be one of ${channels.join(', ')}` },
  ]);
}

function olderThan(createdAt: Date, id: string): mongo.Filter<NotificationRow> {
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }] };
}
