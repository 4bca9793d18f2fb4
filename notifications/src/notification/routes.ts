import { NotFoundError } from '@ticketing/common/errors';
import {
  answer,
  clientLeft,
  cutPage,
  defineRoute,
  field,
  pageAnswer,
  parseAfter,
  parsePage,
  recordAct,
  sendPage,
  sendTotal,
} from '@ticketing/common/http';
import type { Request, Response } from 'express';
import type { mongo } from 'mongoose';
import { z } from 'zod';
import { acceptedAnswer, acceptedView } from '../intake/accept-one';
import { type Caller, maySee, presentCaller, requestCaller } from '../intake/access';
import type { NotificationIntake } from '../intake/notification-intake';
import type { StatusWaiters } from './changes';
import type { DeadLetters } from './dead-letters';
import { type Channel, channels, type NotificationCollection, type NotificationRow } from './notification';
import { idAmongOwn } from './notification-id';
import {
  deadLetterView,
  notificationView,
  presentDeadLetter,
  presentNotification,
  presentSummary,
  summaryView,
} from './notification.view';

/** What the routes work with. */
export interface NotificationsContext {
  readonly collection: NotificationCollection;
  readonly waiters: StatusWaiters;
  readonly deadLetters: DeadLetters;
  readonly intake: Pick<NotificationIntake, 'publish'>;
}

const position = z.tuple([z.number(), z.string()]);

/** What an event tells has an entry of its own in the inbox, so the mails that tell the same are shown only for their `type`. */
const list = defineRoute({
  method: 'get',
  path: '/api/notifications',
  summary: "The signed-in user's inbox, newest first",
  access: 'signed-in',
  query: z.object({
    type: field
      .word(channels, `type must be one of ${channels.join(', ')}`)
      .optional()
      .describe('Only this channel'),
  }),
  answers: { 200: pageAnswer('Notifications', summaryView) },
  async handler(req, res, { collection }: NotificationsContext) {
    const page = parsePage(req);
    const after = parseAfter(page, position);
    const filter: mongo.Filter<NotificationRow> = { userId: req.currentUser.id, ...shown(req.query.type) };
    const rows = await collection
      .find(after ? { $and: [filter, olderThan(new Date(after[0]), after[1])] } : filter)
      .sort({ createdAt: -1, _id: -1 })
      .limit(page.limit + 1)
      .toArray();
    const { items, nextAfter } = cutPage(rows, page.limit, (row) =>
      JSON.stringify([row.createdAt.getTime(), row._id] satisfies z.infer<typeof position>),
    );
    sendPage(req, res, items.map(presentSummary), { nextAfter });
  },
});

function shown(type: Channel | undefined): mongo.Filter<NotificationRow> {
  return type ? { type } : { $or: [{ type: 'INBOX' }, { origin: { $in: ['api', 'batch'] } }] };
}

function olderThan(createdAt: Date, id: string): mongo.Filter<NotificationRow> {
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }] };
}

const MAX_WAIT_SECONDS = 60;

const query = z.object({
  wait: field
    .whole('wait', MAX_WAIT_SECONDS)
    .optional()
    .describe('Seconds to hold the answer until the status changes; one that is final is answered at once'),
  version: field
    .whole('version')
    .optional()
    .describe('The version the client knows; default the present one'),
});

type ShowRequest = Request<{ id: string }, unknown, unknown, z.output<typeof query>>;

async function showNotification(
  req: ShowRequest,
  res: Response<z.output<typeof notificationView>>,
  { collection, waiters }: NotificationsContext,
): Promise<void> {
  const left = clientLeft(res);
  const caller = requestCaller(req, res);
  const { wait = 0, version } = req.query;
  const row = await find(collection, req.params.id, caller);
  const { _id } = row;
  const known = version ?? row.version;
  const holds = wait > 0 && row.version === known && !isFinal(row);
  res.set('Cache-Control', 'no-store');
  if (!holds) return void res.json(presentNotification(row));
  const moved = async () => {
    // Defence: an answer that was held back needs the rights of when it is given → const caller = requestCaller(req, res);
    const caller = await presentCaller(req, res);
    const now = await find(collection, _id, caller);
    return now.version === known ? undefined : now;
  };
  const next = await waiters.until(_id, wait * 1000, moved, left);
  if (!left.aborted)
    res.json(presentNotification(next ?? (await find(collection, _id, await presentCaller(req, res)))));
}

const showDeclaration = {
  method: 'get',
  path: '/api/notifications/:id',
  ids: field.uuids,
  summary:
    'Status and attempts, for the recipient, who asked for it, and admins; with wait, once the status changes',
  query,
  answers: { 200: answer('The notification', notificationView) },
  handler: showNotification,
} as const;

const show = defineRoute({ ...showDeclaration, access: 'signed-in' });

/** The same for the platform's own services, who have been let in before. */
export const showToServices = defineRoute({ ...showDeclaration, access: 'anyone' });

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
  const rows = await collection.find({ _id: { $in: [given, id] } }).toArray();
  return rows.find(({ _id }) => _id === given) ?? rows[0];
}

function isFinal(row: NotificationRow): boolean {
  return row.status === 'PROCESSED' || row.status === 'DEAD';
}

const listDead = defineRoute({
  method: 'get',
  path: '/api/notifications/dead-letters',
  summary: 'Notifications that were given up, the latest first',
  access: 'admin',
  answers: { 200: pageAnswer('Dead letters', deadLetterView, { isCounted: true }) },
  async handler(req, res, { deadLetters }: NotificationsContext) {
    const page = parsePage(req);
    const after = parseAfter(page, position);
    const [rows] = await Promise.all([
      deadLetters.list(page.limit + 1, after && { deadAt: new Date(after[0]), id: after[1] }),
      sendTotal(res, page, (limit) => deadLetters.count(limit)),
    ]);
    const { items, nextAfter } = cutPage(rows, page.limit, (row) =>
      JSON.stringify([(row.deadAt ?? row.createdAt).getTime(), row._id] satisfies z.infer<typeof position>),
    );
    sendPage(req, res, items.map(presentDeadLetter), { nextAfter });
  },
});

const redrive = defineRoute({
  method: 'post',
  path: '/api/notifications/dead-letters/:id/redrive',
  ids: field.uuids,
  summary: 'Try it again, with all its retries; again changes nothing',
  access: 'admin',
  answers: { 202: answer('It is due', acceptedView) },
  async handler(req, res, { deadLetters, intake }: NotificationsContext) {
    const { id } = req.params;
    const redriven = await deadLetters.redrive(id, req.currentUser.id, (tx) =>
      recordAct(tx, req, { action: 'notification.redriven', subject: id }),
    );
    if (!redriven) throw new NotFoundError();
    if (redriven.moved) intake.publish([redriven.row]);
    res.status(202).json(acceptedAnswer({ id: redriven.row._id }));
  },
});

const discard = defineRoute({
  method: 'delete',
  path: '/api/notifications/dead-letters/:id',
  ids: field.uuids,
  summary: 'Put it aside for good; again changes nothing',
  access: 'admin',
  answers: { 204: answer('Put aside') },
  async handler(req, res, { deadLetters }: NotificationsContext) {
    const { id } = req.params;
    const discarded = await deadLetters.discard(id, req.currentUser.id, (tx) =>
      recordAct(tx, req, { action: 'notification.discarded', subject: id }),
    );
    if (!discarded) throw new NotFoundError();
    res.status(204).end();
  },
});

/** The routes of notifications and of those given up, in their order; after all others below `/api/notifications/`. */
export const notificationRoutes = [listDead, redrive, discard, list, show];
