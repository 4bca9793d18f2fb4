import { parseObjectId } from '@ticketing/common/forms';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  pageAnswer,
  parsePage,
  sendPage,
  sendTotal,
} from '@ticketing/common/http';
import { z } from 'zod';
import { changeTicket } from '../desk/change-ticket';
import type { SupportContext, SupportRoutesContext } from '../desk/desk';
import { openTicket } from '../desk/open-ticket';
import { MAX_TEXT, MAX_TITLE } from '../domain/change';
import { listFilter } from '../domain/list-filter';
import { DEFAULT_PRIORITY, parsePriority } from '../domain/priority';
import { parseStatus, type SupportStatus, ticketStatuses } from '../domain/status';
import { commentView, latestComments } from '../views/conversation-view';
import { presentTicket, presentTickets, type TicketView, ticketView } from '../views/ticket-view';
import { visibleTicket } from './visible-ticket';

/** Where the help desk lives. */
export const BASE = '/crm/api/v1/tickets';

/** Answers shown with a ticket; the others are paged through at its `/comments`. */
export const SHOWN_COMMENTS = 50;

const title = field.text('title', { max: MAX_TITLE });
const description = field.text('description', { max: MAX_TEXT, lines: true });

/** A number or its text. */
const priority = (name: string) =>
  field
    .parsed(parsePriority, `${name} must be a whole number from 1 (highest) to 4`, {
      description: '1 is the highest; 4 is the default',
      anyOf: [
        { type: 'integer', minimum: 1, maximum: 4 },
        { type: 'string', enum: ['1', '2', '3', '4'] },
      ],
    })
    .optional();

const status = field
  .parsed(parseStatus, `status must be ${ticketStatuses.join(', ')}`, {
    type: 'string',
    description: 'Upper or lower case',
    enum: [...ticketStatuses, ...ticketStatuses.map((one) => one.toLowerCase())],
  })
  .optional();

/** @returns undefined when one of them is no status */
function parseStatuses(value: unknown): SupportStatus[] | undefined {
  if (typeof value !== 'string') return undefined;
  const parsed = value.split(',').map(parseStatus);
  return parsed.every((one) => one !== undefined) ? parsed : undefined;
}

const idOrNull = (message: string, description: string) =>
  field
    .parsed((value) => (value === null ? null : parseObjectId(value)), message, {
      type: ['string', 'null'],
      description,
    })
    .optional();

const open = defineRoute({
  method: 'post',
  path: BASE,
  summary: 'Report trouble',
  description:
    'Assigned at once to the approved engineer with the fewest open tickets; with none it waits. ' +
    'Reporter and assignee are told by mail, which this never waits for.',
  access: 'current-role',
  body: z
    .object({
      title,
      description,
      ticketPriority: priority('ticketPriority'),
      orderId: idOrNull('orderId must be an id', 'One of your own orders'),
      ticketId: idOrNull('ticketId must be an id', 'One of your own tickets for sale'),
    })
    .meta({ id: 'NewSupportTicket' }),
  example: {
    title: 'Transaction error',
    description: 'Money got deducted but transaction ended in error',
    ticketPriority: 4,
  },
  idempotent: true,
  limit: ({ reportLimit }: SupportRoutesContext) => reportLimit,
  answers: { 201: answer('The ticket', ticketView) },
  errors: [429],
  async handler(req, res, desk: SupportRoutesContext) {
    const { currentUser: actor, idempotency } = req;
    const { ticketPriority = DEFAULT_PRIORITY, orderId, ticketId, ...text } = req.body;
    const input = {
      ...text,
      ticketPriority,
      orderId: orderId ?? undefined,
      ticketId: ticketId ?? undefined,
    };
    let view: TicketView | undefined;
    const ticket = await openTicket(desk, input, actor.id, async (saved, session) => {
      if (!idempotency) return;
      view = await presentTicket(desk.models, saved, actor);
      await idempotency.saveAnswer({ session }, 201, view);
    });
    res.status(201).json(view ?? (await presentTicket(desk.models, ticket, actor)));
  },
});

const SEARCH = `q must be text of up to ${MAX_TITLE} characters`;

const list = defineRoute({
  method: 'get',
  path: BASE,
  summary: 'The tickets one may see, newest first',
  description: 'A customer’s own, an engineer’s assigned and own, all for an admin',
  access: 'current-role',
  query: z.object({
    status: field
      .parsed(parseStatuses, `status must be of ${ticketStatuses.join(', ')}`, { type: 'string' })
      .optional()
      .describe(
        `Only of these statuses (${ticketStatuses.join(', ')}), with commas between them, in upper or lower case`,
      ),
    priority: priority('priority').describe('Only of this priority; 1 is the highest'),
    assignee: field
      .parsed(
        (value) => (value === 'me' || value === 'none' ? value : parseObjectId(value)),
        'assignee must be a user id, me or none',
        { type: 'string' },
      )
      .optional()
      .describe('A user id, `me`, or `none` for those that wait'),
    q: z
      .string(SEARCH)
      .max(MAX_TITLE, SEARCH)
      .optional()
      .describe('Beginnings of words in title or description, all of them'),
  }),
  answers: { 200: pageAnswer('Tickets', ticketView, { isCounted: true }) },
  async handler(req, res, { models }: SupportContext) {
    const page = parsePage(req, { readAfter: parseObjectId });
    const { limit, after } = page;
    const { currentUser: actor, query } = req;
    const assignee = query.assignee === 'me' ? actor.id : query.assignee === 'none' ? null : query.assignee;
    const filter = listFilter(actor, { ...query, assignee });
    const [rows] = await Promise.all([
      models.tickets
        .find({ $and: [filter, after === undefined ? {} : { _id: { $lt: after } }] })
        .sort({ _id: -1 })
        .limit(limit + 1),
      // All of them are counted by an index, too.
      sendTotal(res, page, (most) =>
        models.tickets.countDocuments({ status: { $in: ticketStatuses }, ...filter }, { limit: most }),
      ),
    ]);
    const { items, nextAfter } = cutPage(rows, limit, (ticket) => String(ticket._id));
    sendPage(req, res, await presentTickets(models, items, actor), { nextAfter });
  },
});

const show = defineRoute({
  method: 'get',
  path: `${BASE}/:id`,
  summary: 'A ticket with the last answers',
  access: 'current-role',
  answers: {
    200: answer(
      'The ticket',
      ticketView
        .extend({ comments: z.array(commentView).describe('The last ones, oldest first') })
        .meta({ id: 'SupportTicketWithComments' }),
    ),
  },
  async handler(req, res, { models }: SupportContext) {
    const { currentUser: actor } = req;
    const ticket = await visibleTicket(models, req.params.id, actor);
    const [view, comments] = await Promise.all([
      presentTicket(models, ticket, actor),
      latestComments(models, String(ticket._id), actor, SHOWN_COMMENTS),
    ]);
    res.json({ ...view, comments });
  },
});

const stale = {
  message: 'The ticket was changed by someone else meanwhile',
  field: 'version',
  code: 'conflict',
} as const;

const staleVersion = z
  .intersection(
    // The document's own schema of errors.
    z.object({ errors: z.array(z.unknown()) }).meta({ id: 'Error' }),
    z.object({ current: ticketView.describe('As it is now') }),
  )
  .meta({ id: 'StaleVersion' });

const WHOLE_VERSION = 'version must be a whole number, 0 or more';

const update = defineRoute({
  method: 'put',
  path: `${BASE}/:id`,
  summary: 'Change a ticket',
  description:
    'By its reporter, its assignee or an admin. Fields that are left out stay as they are. With `version`, ' +
    'nothing is changed when there is a newer one; without it, the change goes on top of what there is.',
  access: 'current-role',
  body: z
    .object({
      title: title.optional(),
      description: description.optional(),
      ticketPriority: priority('ticketPriority'),
      status,
      assignee: idOrNull(
        'assignee must be the id of an approved engineer',
        'User id of an approved engineer; set by the assignee or an admin; null only while there is none',
      ),
      version: z
        .int(WHOLE_VERSION)
        .min(0, WHOLE_VERSION)
        .optional()
        .describe(
          'The version the change was made on; 409 when there is a newer one that the caller may see',
        ),
    })
    .meta({ id: 'SupportTicketChange' }),
  example: { status: 'CLOSED', version: 0 },
  // Defence: changes of reports are limited → limit: () => (_req, _res, next) => next(),
  limit: ({ reportLimit }: SupportRoutesContext) => reportLimit,
  answers: {
    200: answer('The ticket', ticketView),
    409: answer('There is a newer version: `current`; nothing was changed', staleVersion),
  },
  errors: [429],
  async handler(req, res, desk: SupportRoutesContext) {
    const { currentUser: actor, params, body } = req;
    const { version, ...patch } = body;
    const { outcome, ticket } = await changeTicket(desk, params.id, { patch, version }, actor);
    const view = await presentTicket(desk.models, ticket, actor);
    if (outcome === 'stale') res.status(409).json({ errors: [stale], current: view });
    else res.json(view);
  },
});

/** The routes of support tickets. */
export const ticketRoutes = [open, list, show, update];
