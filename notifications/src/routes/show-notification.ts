import { NotFoundError, RequestValidationError } from '@ticketing/common/errors';
import { parseUuid } from '@ticketing/common/forms';
import { clientLeft, idParam } from '@ticketing/common/http';
import { type Request, type RequestHandler, Router } from 'express';
import type { StatusWaiters } from '../changes/status-waiters';
import { type Caller, maySee } from '../domain/intake-access';
import { idAmongOwn } from '../domain/notification-id';
import { bounded, type NotificationCollection, type NotificationRow } from '../models/notification';
import { presentNotification } from '../models/present-notification';
import { callerOf } from './caller';

const longestWaitSeconds = 60;

/**
 * GET /api/notifications/:id: status and attempts, for the recipient, who asked for it, and admins. With `?wait=30` the
 * answer is held, for so many seconds at most, until the status is another than at the request's start (or than
 * `?version=`, for a client that knows one); one that is final is answered at once.
 */
export function showNotificationRouter(collection: NotificationCollection, waiters: StatusWaiters): Router {
  const router = Router();
  const signedIn: RequestHandler = (req, res, next) => {
    callerOf(req, res);
    next();
  };
  router.get('/api/notifications/:id', signedIn, idParam('id', parseUuid), async (req, res) => {
    const left = clientLeft(res);
    const caller = callerOf(req, res);
    const id = String(req.params['id']);
    const seconds = wholeNumber(req, 'wait', longestWaitSeconds) ?? 0;
    const version = wholeNumber(req, 'version', Number.MAX_SAFE_INTEGER);
    const row = await find(collection, id, caller);
    const { _id } = row;
    const known = version ?? row.version;
    const holds = seconds > 0 && row.version === known && !isFinal(row);
    res.set('Cache-Control', 'no-store');
    if (!holds) return void res.json(presentNotification(row));
    const moved = async () => {
      const now = await find(collection, _id, caller);
      return now.version === known ? undefined : now;
    };
    const next = await waiters.until(_id, seconds * 1000, moved, left);
    if (!left.aborted) res.json(presentNotification(next ?? (await find(collection, _id, caller))));
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
