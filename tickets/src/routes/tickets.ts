import { SharedReads } from '@ticketing/common/concurrency';
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
  newestFirst,
  pageAnswer,
  parsePage,
  sendPage,
} from '@ticketing/common/http';
import { isPrice, PRICE_RANGE } from '@ticketing/common/money';
import type { Outbox, RequiredUpdate } from '@ticketing/common/outbox';
import type { RequestHandler } from 'express';
import mongoose from 'mongoose';
import { z } from 'zod';
import type { EditRefusal } from '../domain/edit';
import { priceStep } from '../domain/search';
import { TicketCreatedPublisher } from '../events/publishers';
import { toTicketCreated } from '../events/ticket-event';
import { Show } from '../models/show';
import { showProjection, type ShowRow } from '../models/show-view';
import { takenSeats } from '../models/taken-seats';
import { newTicket, Ticket, type TicketAttributes } from '../models/ticket';
import {
  presentTicket,
  ticketProjection,
  type TicketRow,
  type TicketView,
  ticketView,
  wholeTicketProjection,
} from '../models/ticket-view';
import type { TicketEdits } from '../ticket-edits';
import { editedVersion, instant, seats, whole } from './fields';
import { listQuery, toFilter, toPosition, toSort } from './list-filter';

/** What the routes work with. */
export interface TicketsContext {
  readonly outbox: Outbox;
  readonly edits: Pick<TicketEdits, 'edit'>;
  /** Of tickets that one account may put up for sale. */
  readonly ticketLimit: RequestHandler;
}

/** Places of a ticket, of an order and of a buyer, at the most. */
const MAX_PLACES = 100_000;
const MAX_PER_ORDER = 10;
/** Tickets for one show, at the most: all are shown with it. */
const MAX_TICKETS_PER_SHOW = 200;

const title = field.text('Title', { required: 'Title is required' });
const limits = {
  maxPerOrder: whole('maxPerOrder', 1, MAX_PER_ORDER),
  maxPerBuyer: whole('maxPerBuyer', 1, MAX_PLACES),
  saleStartsAt: instant('saleStartsAt'),
  saleEndsAt: instant('saleEndsAt'),
};
const newTicketBody = z
  .object({
    title,
    price: field.price(),
    quantity: whole('quantity', 1, MAX_PLACES).optional().describe('Places; 1, if not given'),
    seats: seats.optional(),
    showId: field.id('showId').optional().describe('An own show, whose currency the price is in'),
    maxPerOrder: limits.maxPerOrder.optional(),
    maxPerBuyer: limits.maxPerBuyer.optional(),
    saleStartsAt: limits.saleStartsAt.optional(),
    saleEndsAt: limits.saleEndsAt.optional(),
  })
  .meta({ id: 'NewTicket' });

const editBody = z
  .object({
    title: title.optional(),
    price: field.price().optional(),
    quantity: whole('quantity', 1, MAX_PLACES)
      .optional()
      .describe('Places that there are to be; `pendingQuantity` until that is granted'),
    seats: seats
      .optional()
      .describe('The labels there are, followed by new ones; the first ones while nothing is held or sold'),
    maxPerOrder: limits.maxPerOrder.nullable().optional(),
    maxPerBuyer: limits.maxPerBuyer.nullable().optional(),
    saleStartsAt: limits.saleStartsAt.nullable().optional(),
    saleEndsAt: limits.saleEndsAt.nullable().optional(),
    version: editedVersion,
  })
  .meta({ id: 'TicketEdit' });

const list = defineRoute({
  method: 'get',
  path: '/api/tickets',
  summary: 'Open tickets',
  access: 'anyone',
  query: listQuery,
  answers: { 200: pageAnswer('Open tickets', ticketView) },
  async handler(req, res) {
    const page = parsePage(req);
    const rows = await Ticket.find(toFilter(req.query, page), ticketProjection)
      .sort(toSort(req.query.sort))
      .limit(page.limit + 1)
      .lean<TicketRow[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, toPosition(req.query.sort));
    sendPage(req, res, await presentAll(items), { nextAfter });
  },
});

const listOwn = defineRoute({
  method: 'get',
  path: '/api/tickets/mine',
  summary: 'The user’s own tickets, newest first',
  access: 'signed-in',
  answers: { 200: pageAnswer('Own tickets', ticketView) },
  async handler(req, res) {
    const page = parsePage(req);
    const filter = { userId: req.currentUser.id, ...newestFirst.after(page) };
    const rows = await Ticket.find(filter, ticketProjection)
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<TicketRow[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    sendPage(req, res, await presentAll(items), { nextAfter });
  },
});

const create = defineRoute({
  method: 'post',
  path: '/api/tickets',
  summary: 'Put a ticket up for sale',
  access: 'signed-in',
  body: newTicketBody,
  example: { title: 'Concert', price: 20 },
  idempotent: true,
  limit: ({ ticketLimit }: TicketsContext) => ticketLimit,
  answers: { 201: answer('The ticket', ticketView) },
  errors: [429],
  async handler(req, res, { outbox }: TicketsContext) {
    const show = await showToSellFor(req.body, req.currentUser.id);
    const ticket = newTicket(toAttributes(req.body, req.currentUser.id, show), new Date());
    const view = presentTicket(ticket, show);
    await outbox.insert(async (batch) => {
      batch.insert(Ticket.collection, ticket);
      if (show) batch.update(addToShow(show, ticket.price));
      await new TicketCreatedPublisher(batch).publish(toTicketCreated(ticket));
      await req.idempotency?.saveAnswer(batch, 201, view);
    });
    res.status(201).send(view);
  },
});

type NewTicketBody = z.output<typeof newTicketBody>;

/**
 * The own show that a ticket is to be for, if it is for one.
 * @throws what tells that there is no such show, that it isn't the seller's, or that it takes no such ticket
 */
async function showToSellFor({ showId, price }: NewTicketBody, userId: string): Promise<ShowRow | undefined> {
  if (showId === undefined) return undefined;
  const show = await shows.get(showId);
  if (!show) throw new NotFoundError();
  if (show.userId !== userId) throw new NotAuthorizedError();
  if (show.status === 'cancelled') throw new BadRequestError('The show was cancelled', { field: 'showId' });
  if (!isPrice(price, show.currency)) throw toError('not-payable');
  return show;
}

/** @throws BadRequestError when what is said of its places or of the time of its sale doesn't go together */
function toAttributes(body: NewTicketBody, userId: string, show: ShowRow | undefined): TicketAttributes {
  const { quantity, seats, saleStartsAt, saleEndsAt } = body;
  if (seats && quantity !== undefined && quantity !== seats.length) throw toError('seats-are-counted');
  if (saleStartsAt && saleEndsAt && saleEndsAt <= saleStartsAt) throw toError('sale-ends-first');
  return {
    ...body,
    userId,
    ...(seats ? { quantity: seats.length } : {}),
    ...(show ? { currency: show.currency } : {}),
  };
}

/** Puts a ticket into its show, unless that was cancelled meanwhile or has too many. */
function addToShow({ _id }: ShowRow, price: number): RequiredUpdate {
  return {
    collection: Show.collection,
    filter: { _id, status: 'scheduled', ticketCount: { $lt: MAX_TICKETS_PER_SHOW } },
    update: {
      $inc: { ticketCount: 1 },
      $min: { minPrice: price },
      $max: { maxPrice: price },
      $addToSet: { priceSteps: priceStep(price) },
    },
    missed: () =>
      new BadRequestError(`The show was cancelled, or has ${MAX_TICKETS_PER_SHOW} tickets already`, {
        field: 'showId',
      }),
  };
}

/** Through the driver itself: what Mongoose would add to each read is not needed here. */
const reads = new SharedReads(async (ids: readonly string[]): Promise<Map<string, TicketRow>> => {
  const _id = { $in: ids.map((id) => new mongoose.Types.ObjectId(id)) };
  const options = { projection: wholeTicketProjection };
  const rows = await Ticket.collection.find<TicketRow>({ _id }, options).toArray();
  return new Map(rows.map((row) => [String(row._id), row]));
});

/** The shows of tickets, which most tickets of a list share. */
const shows = new SharedReads(async (ids: readonly string[]): Promise<Map<string, ShowRow>> => {
  const _id = { $in: ids.map((id) => new mongoose.Types.ObjectId(id)) };
  const rows = await Show.collection.find<ShowRow>({ _id }, { projection: showProjection }).toArray();
  return new Map(rows.map((row) => [String(row._id), row]));
});

const readShow = async ({ showId }: TicketRow): Promise<ShowRow | undefined> =>
  showId ? shows.get(showId) : undefined;

async function presentAll(rows: readonly TicketRow[]): Promise<TicketView[]> {
  const found = await shows.getAll([...new Set(rows.flatMap(({ showId }) => showId ?? []))]);
  return rows.map((row) => presentTicket(row, found.get(row.showId ?? '')));
}

const show = defineRoute({
  method: 'get',
  path: '/api/tickets/:id',
  summary: 'One ticket',
  access: 'anyone',
  answers: { 200: answer('The ticket', ticketView) },
  async handler(req, res) {
    const ticket = await reads.get(req.params.id);
    if (!ticket) throw new NotFoundError();
    const [of, taken] = await Promise.all([readShow(ticket), takenSeats(ticket)]);
    // Whatever is shown changes with these versions only: no need to hash the answer for its tag.
    const version = of ? `${ticket.version}-${of.version}` : String(ticket.version);
    res.setHeader('ETag', `W/"${String(ticket._id)}-${version}"`);
    res.send(presentTicket(ticket, of, taken));
  },
});

const update = defineRoute({
  method: 'put',
  path: '/api/tickets/:id',
  summary: 'Change an open ticket; its seller only',
  access: 'signed-in',
  body: editBody,
  example: { price: 25 },
  answers: { 200: answer('The ticket', ticketView) },
  errors: [409],
  async handler(req, res, { edits }: TicketsContext) {
    const userId = req.currentUser.id;
    const outcome = await edits.edit(req.params.id, { userId, ...req.body }, new Date());
    if (!outcome.done) throw toError(outcome.why);
    res.send(presentTicket(outcome.ticket, await readShow(outcome.ticket)));
  },
});

const withdraw = defineRoute({
  method: 'delete',
  path: '/api/tickets/:id',
  summary: 'Take the free places of a ticket off sale; its seller only',
  description: 'What is held or sold stays. Withdrawing it again changes nothing.',
  access: 'signed-in',
  answers: { 204: answer('Withdrawn') },
  async handler(req, res, { edits }: TicketsContext) {
    const userId = req.currentUser.id;
    const outcome = await edits.edit(req.params.id, { userId, withdraw: true }, new Date());
    if (!outcome.done) throw toError(outcome.why);
    res.status(204).send();
  },
});

function toError(why: EditRefusal): CustomError {
  switch (why) {
    case 'unknown':
      return new NotFoundError();
    case 'not-the-seller':
      return new NotAuthorizedError();
    case 'reserved':
    case 'sold':
      return new BadRequestError(`Cannot edit a ${why} ticket`);
    case 'not-payable':
      return new BadRequestError(
        `The ticket needs a price that can be paid: ${PRICE_RANGE}, in some currencies more`,
        {
          field: 'price',
          code: 'not_payable',
        },
      );
    case 'resale':
      return new BadRequestError('The ticket is sold again by its holder, with its admission', {
        code: 'resale',
      });
    case 'withdrawn':
      return new BadRequestError('The ticket was withdrawn');
    case 'too-few-places':
      return new BadRequestError('More places are held and sold than that', { field: 'quantity' });
    case 'seats-are-counted':
      return new BadRequestError('The seats are the places: their number is the quantity', {
        field: 'quantity',
      });
    case 'seats-only-added':
      return new BadRequestError(
        'Seats can only be added after those there are, or to a ticket without any of which nothing is held or sold',
        { field: 'seats' },
      );
    case 'sale-ends-first':
      return new BadRequestError('The sale must end after its start', { field: 'saleEndsAt' });
    case 'outdated':
      return new ConflictError('The ticket was changed in the meantime');
  }
}

/** The routes of tickets, in their order. */
export const ticketRoutes = [list, listOwn, create, show, update, withdraw];
