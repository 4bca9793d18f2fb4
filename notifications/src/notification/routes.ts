import { NotAuthorizedError, RequestValidationError, NotFoundError } from '@ticketing/common/errors';
import { parseUuid } from '@ticketing/common/forms';
import {
  cutPage,
  parseAfter,
  parsePage,
  sendPage,
  clientLeft,
  idParam,
  requireRole,
} from '@ticketing/common/http';
import { Router, type Request, type RequestHandler } from 'express';
import type { mongo } from 'mongoose';
import { z } from 'zod';
import { acceptedAnswer } from '../intake/accept-one';
import { type Caller, maySee, presentCaller, requestCaller, requestUser } from '../intake/access';
import type { NotificationIntake } from '../intake/notification-intake';
import type { StatusWaiters } from './changes';
import type { DeadLetters } from './dead-letters';
import {
  type Channel,
  channels,
  type NotificationCollection,
  type NotificationRow,
  bounded,
} from './notification';
import { idAmongOwn } from './notification-id';
import { presentSummary, presentNotification, presentDeadLetter } from './notification.view';

const position = z.tuple([z.number(), z.string()]);

/**
 * GET /api/notifications: the signed-in user's inbox, newest first. What an event tells has an entry of its own in the
 * inbox, so the mails and messages that tell the same are shown only when `type` asks for them.
 */
export function listNotificationsRouter(collection: NotificationCollection): Router {
  const router = Router();
  router.get('/api/notifications', async (req, res) => {
    if (!req.currentUser) throw req.refusal ?? new NotAuthorizedError();
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

const MAX_WAIT_SECONDS = 60;

/**
 * GET /api/notifications/:id: status and attempts, for the recipient, who asked for it, and admins. With `?wait=30` the
 * answer is held, for so many seconds at most, until the status is another than at the request's start (or than
 * `?version=`, for a client that knows one); one that is final is answered at once.
 */
export function showNotificationRouter(collection: NotificationCollection, waiters: StatusWaiters): Router {
  const router = Router();
  const signedIn: RequestHandler = (req, res, next) => {
    requestCaller(req, res);
    next();
  };
  router.get('/api/notifications/:id', signedIn, idParam('id', parseUuid), async (req, res) => {
    const left = clientLeft(res);
    const caller = requestCaller(req, res);
    const id = String(req.params['id']);
    const seconds = wholeNumber(req, 'wait', MAX_WAIT_SECONDS) ?? 0;
    const version = wholeNumber(req, 'version', Number.MAX_SAFE_INTEGER);
    const row = await find(collection, id, caller);
    const { _id } = row;
    const known = version ?? row.version;
    const holds = seconds > 0 && row.version === known && !isFinal(row);
    res.set('Cache-Control', 'no-store');
    if (!holds) return void res.json(presentNotification(row));
    const moved = async () => {
      // Defence: an answer that was held back needs the rights of when it is given → const caller = requestCaller(req, res);
      const caller = await presentCaller(req, res);
      const now = await find(collection, _id, caller);
      return now.version === known ? undefined : now;
    };
    const next = await waiters.until(_id, seconds * 1000, moved, left);
    if (!left.aborted)
      res.json(presentNotification(next ?? (await find(collection, _id, await presentCaller(req, res)))));
  });
  return router;
}

async function find(
  collection: NotificationCollection,
  id: string,
  caller: Caller,
): Promise<NotificationRow> {
  const row = await findShown(collection, id, caller);
  // Defence: a notification is its parties’ → if (!row) throw new NotFoundError();
  if (!row || !maySee(caller, row)) throw new NotFoundError();
  return row;
}

/** By its id, or by the uuid that the caller gave, which is another one when it was taken. */
async function findShown(
  collection: NotificationCollection,
  id: string,
  caller: Caller,
): Promise<NotificationRow | undefined> {
  const given = idAmongOwn(caller.kind === 'service' ? 'service' : `user:${caller.id}`, id);
  const rows = await collection.find({ _id: { $in: [given, id] } }, bounded).toArray();
  return rows.find(({ _id }) => _id === given) ?? rows[0];
}

function isFinal(row: NotificationRow): boolean {
  return row.status === 'PROCESSED' || row.status === 'DEAD';
}

function wholeNumber({ query }: Pick<Request, 'query'>, field: string, most: number): number | undefined {
  const value = query[field];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^\d{1,16}$/.test(value) && Number(value) <= most) return Number(value);
  throw new RequestValidationError([{ field, message: `${field} must be a whole number from 0 to ${most}` }]);
}

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

/** POST /api/notifications/dead-letters/:id/redrive: tries it again, with all its retries; again changes nothing. */
export function redriveDeadLetterRouter(deadLetters: DeadLetters, intake: NotificationIntake): Router {
  const router = Router();
  router.post(
    '/api/notifications/dead-letters/:id/redrive',
    requireRole('admin'),
    idParam('id', parseUuid),
    async (req, res) => {
      const redriven = await deadLetters.redrive(String(req.params['id']), requestUser(req).id);
      if (!redriven) throw new NotFoundError();
      if (redriven.moved) intake.tell([redriven.row]);
      res.status(202).json(acceptedAnswer({ id: redriven.row._id }));
    },
  );
  return router;
}

/** DELETE /api/notifications/dead-letters/:id: puts it aside for good; again changes nothing. */
export function discardDeadLetterRouter(deadLetters: DeadLetters): Router {
  const router = Router();
  router.delete(
    '/api/notifications/dead-letters/:id',
    requireRole('admin'),
    idParam('id', parseUuid),
    async (req, res) => {
      if (!(await deadLetters.discard(String(req.params['id']), requestUser(req).id)))
        throw new NotFoundError();
      res.status(204).end();
    },
  );
  return router;
}
