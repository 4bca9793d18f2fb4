import { SharedReads } from '@ticketing/common/concurrency';
import { RESALE_CAP_PERCENT } from '@ticketing/common/contracts';
import {
  BadRequestError,
  ConflictError,
  type CustomError,
  NotAuthorizedError,
  NotFoundError,
} from '@ticketing/common/errors';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  pageAnswer,
  parsePage,
  recordAct,
  sendPage,
  sendTotal,
} from '@ticketing/common/http';
import { CURRENCY } from '@ticketing/common/money';
import type { RequestHandler } from 'express';
import mongoose, { type QueryFilter } from 'mongoose';
import { z } from 'zod';
import { type ShowRefusal, timesFault } from '../domain/show';
import { ShowCreatedPublisher } from '../events/publishers';
import { toShowEvent } from '../events/show-event';
import { newShow, Show, type ShowFields } from '../models/show';
import { presentShow, showProjection, type ShowRow, showView, wholeShowView } from '../models/show-view';
import { learnWords } from '../models/show-word';
import { Ticket } from '../models/ticket';
import { presentTicket, ticketProjection, type TicketRow } from '../models/ticket-view';
import { cancelShow, editShow, type ShowEditDependencies, type ShowOutcome } from '../show-edits';
import { currency, editedVersion, instant, venue, whole } from './fields';
import {
  afterShow,
  orderOwnShows,
  ownShowsQuery,
  showsQuery,
  toShowFilter,
  toShowPosition,
  toShowSort,
} from './show-filter';

/** What the routes work with. */
export interface ShowsContext extends ShowEditDependencies {
  /** Of what one account may put up for sale: a show counts as a ticket. */
  readonly ticketLimit: RequestHandler;
}

/** Tickets that holders sell again which are shown with a show, cheapest first, at the most. */
const MAX_RESALES = 100;

const given = {
  title: field.text('Title', { required: 'Title is required' }),
  startsAt: instant('startsAt'),
  endsAt: instant('endsAt'),
  doorsAt: instant('doorsAt').describe('When the door opens: not after the start'),
  timeZone: field.timeZone(),
  venue,
  currency,
  category: field.text('category', { max: 50 }),
  description: field.text('description', { max: 5_000, lines: true }).describe('Plain text'),
  queue: z.boolean('queue must be true or false').describe('Whether buyers are let through a few at a time'),
  resaleCapPercent: whole('resaleCapPercent', 0, 1_000).describe(
    'The most that a resale may cost, in percent of the face value',
  ),
};

const newShowBody = z
  .object({
    title: given.title,
    startsAt: given.startsAt,
    endsAt: given.endsAt.optional(),
    doorsAt: given.doorsAt.optional(),
    timeZone: given.timeZone,
    venue,
    currency: currency.optional(),
    category: given.category.optional(),
    description: given.description.optional(),
    queue: given.queue.optional(),
    resaleCapPercent: given.resaleCapPercent.optional(),
  })
  .meta({ id: 'NewShow' });

const showEditBody = z
  .object({
    title: given.title.optional(),
    startsAt: given.startsAt.optional(),
    endsAt: given.endsAt.nullable().optional(),
    doorsAt: given.doorsAt.nullable().optional(),
    timeZone: given.timeZone.optional(),
    venue: venue.optional(),
    currency: currency.optional().describe('As long as there are no tickets'),
    category: given.category.nullable().optional(),
    description: given.description.nullable().optional(),
    queue: given.queue.optional(),
    resaleCapPercent: given.resaleCapPercent.optional(),
    version: editedVersion,
  })
  .meta({ id: 'ShowEdit' });

const example = {
  title: 'Summer concert',
  startsAt: '2030-07-01T19:30:00+02:00',
  timeZone: 'Europe/Berlin',
  venue: { name: 'Waldbühne', city: 'Berlin', country: 'DE' },
  currency: 'eur',
};

const { EJSON } = mongoose.mongo.BSON;
const SECOND_MS = 1_000;

/** What is counted, and up to where. */
interface Count {
  readonly filter: QueryFilter<ShowFields>;
  readonly limit: number;
}

/** Whoever asks for the same at the same time shares one count. */
const totals = new SharedReads<number>(async (wanted) => {
  const counts = wanted.map(async (each) => {
    const { filter, limit } = EJSON.parse(each) as Count;
    return [each, await Show.countDocuments(filter, { limit })] as const;
  });
  return new Map(await Promise.all(counts));
});

const list = defineRoute({
  method: 'get',
  path: '/api/shows',
  summary: 'Shows to come',
  access: 'anyone',
  query: showsQuery,
  answers: { 200: pageAnswer('Shows to come, soonest first', showView, { isCounted: true }) },
  async handler(req, res) {
    const page = parsePage(req);
    // Whoever asks within the same second asks the same.
    const filter = await toShowFilter(req.query, new Date(Math.floor(Date.now() / SECOND_MS) * SECOND_MS));
    const [rows] = await Promise.all([
      Show.find({ $and: [filter, afterShow(req.query, page)] }, showProjection)
        .sort(toShowSort(req.query.sort))
        .limit(page.limit + 1)
        .lean<ShowRow[]>(),
      sendTotal(res, page, async (limit) => {
        const count: Count = { filter, limit };
        return (await totals.get(EJSON.stringify(count))) ?? 0;
      }),
    ]);
    const { items, nextAfter } = cutPage(rows, page.limit, toShowPosition(req.query.sort));
    sendPage(req, res, items.map(presentShow), { nextAfter });
  },
});

const listOwn = defineRoute({
  method: 'get',
  path: '/api/shows/mine',
  summary: 'The user’s own shows, newest first',
  description:
    'With `when=upcoming` those that are still to start, soonest first; with `when=past` the others, latest first.',
  access: 'signed-in',
  query: ownShowsQuery,
  answers: { 200: pageAnswer('Own shows, cancelled and past ones included', showView) },
  async handler(req, res) {
    const page = parsePage(req);
    const { sort, filter, toPosition } = orderOwnShows(req.query, page, new Date());
    const rows = await Show.find({ $and: [{ userId: req.currentUser.id }, filter] }, showProjection)
      .sort(sort)
      .limit(page.limit + 1)
      .lean<ShowRow[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, toPosition);
    sendPage(req, res, items.map(presentShow), { nextAfter });
  },
});

const create = defineRoute({
  method: 'post',
  path: '/api/shows',
  summary: 'Announce a show',
  access: 'signed-in',
  body: newShowBody,
  example,
  idempotent: true,
  limit: ({ ticketLimit }: ShowsContext) => ticketLimit,
  answers: { 201: answer('The show', showView) },
  errors: [429],
  async handler(req, res, { outbox }: ShowsContext) {
    const fault = timesFault(req.body);
    if (fault) throw toError(fault);
    const { currency = CURRENCY, queue = false, resaleCapPercent = RESALE_CAP_PERCENT } = req.body;
    const details = { ...req.body, currency, queue, resaleCapPercent, userId: req.currentUser.id };
    const show = newShow(details, new Date());
    await learnWords(show.words);
    await outbox.insert(async (batch) => {
      batch.insert(Show.collection, show);
      await new ShowCreatedPublisher(batch).publish(toShowEvent(show));
      await req.idempotency?.saveAnswer(batch, 201, presentShow(show));
    });
    res.status(201).send(presentShow(show));
  },
});

const show = defineRoute({
  method: 'get',
  path: '/api/shows/:id',
  summary: 'One show with its tickets',
  access: 'anyone',
  answers: { 200: answer('The show', wholeShowView) },
  async handler(req, res) {
    const { id } = req.params;
    const sold = { showId: id, resaleOf: { $exists: false } };
    const soldAgain = { showId: id, resaleOf: { $exists: true }, withdrawn: { $ne: true } };
    const find = (filter: object) =>
      Ticket.find(filter, ticketProjection).sort({ price: 1, _id: 1 }).lean<TicketRow[]>();
    const [row, tickets, resales] = await Promise.all([
      Show.findById(id, showProjection).lean<ShowRow>(),
      find(sold),
      find(soldAgain).limit(MAX_RESALES),
    ]);
    if (!row) throw new NotFoundError();
    const all = [...tickets, ...resales];
    res.send({ ...presentShow(row), tickets: all.map((ticket) => presentTicket(ticket, row)) });
  },
});

const update = defineRoute({
  method: 'put',
  path: '/api/shows/:id',
  summary: 'Change a show; its organiser only',
  description:
    'Another time, time zone or venue moves it, which raises `sequence` and is told to all holders, a few times a day at the most. null takes away what may be missing.',
  access: 'signed-in',
  body: showEditBody,
  example: { title: 'Summer concert, outdoors' },
  answers: { 200: answer('The show', showView) },
  errors: [409, 429],
  async handler(req, res, context: ShowsContext) {
    const userId = req.currentUser.id;
    res.send(presentShow(done(await editShow(context, req.params.id, { userId, ...req.body }))));
  },
});

const cancel = defineRoute({
  method: 'post',
  path: '/api/shows/:id/cancel',
  summary: 'Cancel a show, which refunds all that was paid; its organiser only',
  access: 'signed-in',
  body: z
    .object({ reason: field.text('The reason', { max: 500, required: 'Say why the event is cancelled' }) })
    .meta({ id: 'ShowCancellation' }),
  example: { reason: 'The singer is ill' },
  answers: { 200: answer('The show', showView) },
  async handler(req, res, { outbox }: ShowsContext) {
    const { reason } = req.body;
    const now = new Date();
    const { id } = req.params;
    const outcome = await cancelShow(outbox, id, {
      userId: req.currentUser.id,
      reason,
      now,
      within: (tx) => recordAct(tx, req, { action: 'show.cancelled', subject: id }),
    });
    res.send(presentShow(done(outcome)));
  },
});

/** @throws what a refusal is answered with */
export function done(outcome: ShowOutcome): ShowRow {
  if (!outcome.done) throw toError(outcome.why);
  return outcome.show;
}

/** What a refusal is answered with. */
export function toError(why: ShowRefusal): CustomError {
  switch (why) {
    case 'unknown':
      return new NotFoundError();
    case 'not-the-organiser':
      return new NotAuthorizedError();
    case 'cancelled':
      return new BadRequestError('The show was cancelled');
    case 'outdated':
      return new ConflictError('The show was changed in the meantime');
    case 'ends-before-start':
      return new BadRequestError('The show must end after its start', { field: 'endsAt' });
    case 'doors-after-start':
      return new BadRequestError('The door must open before the start', { field: 'doorsAt' });
    case 'currency-in-use':
      return new BadRequestError('The show has tickets in its currency', { field: 'currency' });
  }
}

/** The routes of shows, in their order. */
export const showRoutes = [list, listOwn, create, show, update, cancel];
