import {
  answer,
  cutPage,
  defineRoute,
  field,
  newestFirst,
  pageAnswer,
  parsePage,
  sendPage,
} from '@ticketing/common/http';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { WAITING_REASONS, WAITING_STATUSES, WaitingEntry } from '../waiting/waiting-entry';
import type { StoredEntry, WaitingList } from '../waiting/waiting-list';
import { quantity } from './quantity';

/** What the routes work with. */
export interface WaitingListContext {
  readonly waitingList: WaitingList;
  /** Of orders that one account may place, and lines it may join. */
  readonly orderLimit: RequestHandler;
}

const waitingEntry = z
  .object({
    id: z.string(),
    ticketId: z.string(),
    quantity: z.int().min(1).describe('Places, all or none'),
    position: z.int().min(0).describe('How many are asked before you, and you; 0 when you wait no longer'),
    status: z
      .enum(WAITING_STATUSES)
      .describe(
        '`offered`: there is an order for you to pay; `taken`: you did; `passed`: the places went to the next; `left`: ' +
          'you left, or nothing more is sold',
      ),
    orderId: z.string().optional().describe('The order that was made for you'),
    why: z
      .enum(['none-free', 'too-few-free', ...WAITING_REASONS])
      .optional()
      .describe('Why you wait, or why you wait no longer'),
    createdAt: z.date(),
  })
  .meta({ id: 'WaitingEntry' });

async function present(list: WaitingList, entry: StoredEntry): Promise<z.input<typeof waitingEntry>> {
  const { _id, ticketId, status, orderId, createdAt } = entry;
  const waits = entry.quantity > 1 ? ('too-few-free' as const) : ('none-free' as const);
  const why = status === 'waiting' ? waits : entry.why;
  return {
    id: String(_id),
    ticketId,
    quantity: entry.quantity,
    position: await list.position(entry),
    status,
    ...(orderId === undefined ? {} : { orderId }),
    ...(why === undefined ? {} : { why }),
    createdAt,
  };
}

const join = defineRoute({
  method: 'post',
  path: '/api/waiting-list',
  summary: 'Wait for places of a ticket of which too few are free',
  description:
    'Places that become free go to the first in line for whom enough are free, as an order of theirs with `offer: true` ' +
    'and a window of its own. An offer that is declined or runs out goes to the next; who declined may join again, last. ' +
    'Joining twice keeps the first entry. 400 has the code `available` while enough places are free.',
  access: 'signed-in',
  body: z
    .object({ ticketId: field.id('ticketId', 'Ticket id must be given'), quantity })
    .meta({ id: 'JoinWaitingList' }),
  example: { ticketId: '665f1f77bcf86cd799439011', quantity: 2 },
  answers: { 201: answer('Your entry', waitingEntry) },
  errors: [404, 429],
  limit: ({ orderLimit }: WaitingListContext) => orderLimit,
  async handler(req, res, { waitingList }: WaitingListContext) {
    const { ticketId, quantity: places = 1 } = req.body;
    const wish = { ticketId: ticketId.toLowerCase(), userId: req.currentUser.id, quantity: places };
    const entry = await waitingList.join({ ...wish, now: new Date() });
    res.status(201).send(await present(waitingList, entry));
  },
});

const list = defineRoute({
  method: 'get',
  path: '/api/waiting-list',
  summary: 'The user’s own entries in waiting lists, newest first',
  access: 'signed-in',
  answers: { 200: pageAnswer('Own entries', waitingEntry) },
  async handler(req, res, { waitingList }: WaitingListContext) {
    const page = parsePage(req);
    const rows = await WaitingEntry.find({ userId: req.currentUser.id, ...newestFirst.after(page) })
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<StoredEntry[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    const shown = await Promise.all(items.map((entry) => present(waitingList, entry)));
    sendPage(req, res, shown, { nextAfter });
  },
});

const leave = defineRoute({
  method: 'delete',
  path: '/api/waiting-list/:id',
  summary: 'Wait no longer; an offer that was made is declined',
  access: 'signed-in',
  answers: { 204: answer('Left') },
  async handler(req, res, { waitingList }: WaitingListContext) {
    await waitingList.leave(req.params.id, req.currentUser.id);
    res.status(204).send();
  },
});

/** The routes of waiting lists. */
export const waitingListRoutes = [join, list, leave];
