import { Batcher } from '@ticketing/common/concurrency';
import { bindAsyncContext, type Resume } from '@ticketing/common/observability';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { decideEdit, type EditRefusal, type TicketEdit, type WantedEdit } from './domain/edit';
import { searchWords } from './domain/search';
import { TicketUpdatedPublisher } from './events/publishers';
import { ticketProjection, type TicketRow } from './models/ticket-view';
import { Ticket } from './models/ticket';

/** What became of an edit: the ticket as this edit left it, or why it was refused. */
export type EditOutcome =
  { readonly done: true; readonly ticket: TicketRow } | { readonly done: false; readonly why: EditRefusal };

interface Asked {
  readonly ticketId: string;
  readonly edit: WantedEdit;
  readonly now: Date;
  /** Its event belongs to its own request, not to that of the first of the group. */
  readonly resume: Resume;
}

/** Tickets as they were read, and as the edits so far leave them. */
interface Edited {
  readonly read: ReadonlyMap<string, TicketRow>;
  readonly now: Map<string, TicketRow>;
}

/**
 * Edits tickets. Edits that arrive together share one transaction, each decided on what the one before it in the group has
 * left, and each accepted or refused by itself.
 */
export class TicketEdits {
  private readonly batches: Batcher<Asked, EditOutcome>;

  constructor(private readonly outbox: Outbox) {
    this.batches = new Batcher((batch) => this.editAll(batch), { isolateFailures: true });
  }

  /** Edits a ticket, raising its version by one if that changes anything. @param ticketId an object id */
  async edit(ticketId: string, edit: WantedEdit, now: Date): Promise<EditOutcome> {
    return this.batches.add({ ticketId: ticketId.toLowerCase(), edit, now, resume: bindAsyncContext() });
  }

  private editAll(batch: readonly Asked[]): Promise<EditOutcome[]> {
    return this.outbox.transaction(async (tx) => {
      const read = await readTickets(tx, [...new Set(batch.map(({ ticketId }) => ticketId))]);
      const edited: Edited = { read, now: new Map(read) };
      const outcomes: EditOutcome[] = [];
      for (const asked of batch) outcomes.push(await decide(tx, edited, asked));
      await save(tx, edited);
      return outcomes;
    });
  }
}

async function readTickets(tx: Transaction, ids: readonly string[]): Promise<Map<string, TicketRow>> {
  const rows = await Ticket.find({ _id: { $in: ids } }, ticketProjection, { session: tx.session }).lean<
    TicketRow[]
  >();
  return new Map(rows.map((row) => [String(row._id), row]));
}

async function decide(tx: Transaction, edited: Edited, asked: Asked): Promise<EditOutcome> {
  const ticket = edited.now.get(asked.ticketId);
  const decision = decideEdit(ticket, asked.edit);
  if (!decision.do) return { done: false, why: decision.why };
  if (!ticket || !isChange(decision.set)) return { done: true, ticket: ticket! };
  const changed = {
    ...ticket,
    ...decision.set,
    version: ticket.version + 1,
    updatedAt: asked.now,
  } as TicketRow;
  edited.now.set(asked.ticketId, changed);
  await asked.resume(() => tellUpdated(tx, changed));
  return { done: true, ticket: changed };
}

const isChange = (set: TicketEdit): boolean => Object.keys(set).length > 0;

function tellUpdated(tx: Transaction, { _id, version, title, price, userId, orderId, status }: TicketRow) {
  return new TicketUpdatedPublisher(tx).publish({
    id: String(_id),
    version,
    title,
    price,
    userId,
    orderId,
    status,
  });
}

/** One write per ticket, which only goes through on the version that was read. */
async function save(tx: Transaction, edited: Edited): Promise<void> {
  const writes = [...edited.now].flatMap(([id, { title, price, version, updatedAt }]) => {
    const before = edited.read.get(id)!;
    if (version === before.version) return [];
    const words = title === before.title ? {} : { words: searchWords(title) };
    const filter = { _id: new mongoose.Types.ObjectId(id), version: before.version };
    return [{ updateOne: { filter, update: { $set: { title, price, version, updatedAt, ...words } } } }];
  });
  if (writes.length === 0) return;
  const { modifiedCount } = await Ticket.collection.bulkWrite(writes, { session: tx.session });
  if (modifiedCount < writes.length) throw lostRace();
}

const WRITE_CONFLICT = 112;

/** Somebody wrote first: the transaction begins again, as after a conflict that the database found. */
function lostRace(): Error {
  return new mongoose.mongo.MongoServerError({
    message: 'a ticket changed while it was edited',
    code: WRITE_CONFLICT,
    errorLabels: ['TransientTransactionError'],
  });
}
