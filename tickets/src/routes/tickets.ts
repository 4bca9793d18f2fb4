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
import type { EventSink } from '@ticketing/common/messaging';
import { PRICE_RANGE } from '@ticketing/common/money';
import type { Outbox } from '@ticketing/common/outbox';
import type { RequestHandler } from 'express';
import mongoose from 'mongoose';
import { z } from 'zod';
import type { EditRefusal } from '../domain/edit';
import { TicketCreatedPublisher } from '../events/publishers';
import { newTicket, Ticket } from '../models/ticket';
import { presentTicket, ticketProjection, type TicketRow, ticketView } from '../models/ticket-view';
import type { TicketEdits } from '../ticket-edits';
import { listQuery, toFilter, toPosition, toSort } from './list-filter';

/** What the routes work with. */
export interface TicketsContext {
  readonly outbox: Outbox;
  readonly edits: Pick<TicketEdits, 'edit'>;
  /** Of tickets that one account may put up for sale. */
  readonly ticketLimit: RequestHandler;
}

const title = field.text('Title', { required: 'Title is required' });
const newTicketBody = z.object({ title, price: field.price() }).meta({ id: 'NewTicket' });

const editBody = z
  .object({
    title: title.optional(),
    price: field.price().optional(),
    version: z
      .preprocess(
        field.toNumber,
        z.int('Version must be a whole number').min(0, 'Version must be a whole number'),
      )
      .optional()
      .describe('The version the edit starts from; 409 when it moved on'),
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
    sendPage(req, res, items.map(presentTicket), { nextAfter });
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
    sendPage(req, res, items.map(presentTicket), { nextAfter });
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
    const { title, price } = req.body;
    const ticket = newTicket({ title, price, userId: req.currentUser.id }, new Date());
    const view = presentTicket(ticket);
    await outbox.insert(async (batch) => {
      batch.insert(Ticket.collection, ticket);
      await publishCreated(batch, ticket);
      await req.idempotency?.remember(batch, 201, view);
    });
    res.status(201).send(view);
  },
});

function publishCreated(sink: EventSink, ticket: ReturnType<typeof newTicket>): Promise<void> {
  const { _id, version, title, price, userId } = ticket;
  return new TicketCreatedPublisher(sink).publish({ id: _id.toHexString(), version, title, price, userId });
}

/** Through the driver itself: what Mongoose would add to each read is not needed here. */
const reads = new SharedReads(async (ids: readonly string[]): Promise<Map<string, TicketRow>> => {
  const _id = { $in: ids.map((id) => new mongoose.Types.ObjectId(id)) };
  const rows = await Ticket.collection.find<TicketRow>({ _id }, { projection: ticketProjection }).toArray();
  return new Map(rows.map((row) => [String(row._id), row]));
});

const show = defineRoute({
  method: 'get',
  path: '/api/tickets/:id',
  summary: 'One ticket',
  access: 'anyone',
  answers: { 200: answer('The ticket', ticketView) },
  async handler(req, res) {
    const ticket = await reads.get(req.params.id);
    if (!ticket) throw new NotFoundError();
    // Whatever is shown changes with the version only: no need to hash the answer for its tag.
    res.setHeader('ETag', `W/"${String(ticket._id)}-${ticket.version}"`);
    res.send(presentTicket(ticket));
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
    res.send(presentTicket(outcome.ticket));
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
      return new BadRequestError(`The ticket needs a price of ${PRICE_RANGE}, or nobody can pay it`, {
        field: 'price',
        code: 'not_payable',
      });
    case 'outdated':
      return new ConflictError('The ticket was changed in the meantime');
  }
}

/** The routes of tickets, in their order. */
export const ticketRoutes = [list, listOwn, create, show, update];
