import { Batcher } from '@ticketing/common/concurrency';
import { searchWords } from '@ticketing/common/forms';
import { writeConflict } from '@ticketing/common/mongo';
import { bindAsyncContext, type Resume } from '@ticketing/common/observability';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { decideEdit, type EditRefusal, type TicketChange, type WantedEdit } from './domain/edit';
import { type Places, placesStatus } from './domain/places';
import { TicketUpdatedPublisher } from './events/publishers';
import { toTicketUpdated } from './events/ticket-event';
import { updateShowPrices } from './models/show-prices';
import { Ticket } from './models/ticket';
import { rowPlaces, type TicketRow, wholeTicketProjection } from './models/ticket-view';

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
  const rows = await Ticket.find({ _id: { $in: ids } }, wholeTicketProjection, { session: tx.session }).lean<
    TicketRow[]
  >();
  return new Map(rows.map((row) => [String(row._id), row]));
}

async function decide(tx: Transaction, edited: Edited, asked: Asked): Promise<EditOutcome> {
  const ticket = edited.now.get(asked.ticketId);
  const decision = decideEdit(ticket && { ...ticket, ...rowPlaces(ticket) }, asked.edit);
  if (!decision.do) return { done: false, why: decision.why };
  if (!ticket || !isChange(decision.set)) return { done: true, ticket: ticket! };
  const changed = apply(ticket, decision.set, asked.now);
  edited.now.set(asked.ticketId, changed);
  await asked.resume(() =>
    new TicketUpdatedPublisher(tx).publish(
      toTicketUpdated(changed, { seatsChanged: changed.seats !== ticket.seats }),
    ),
  );
  return { done: true, ticket: changed };
}

const isChange = (set: TicketChange): boolean => Object.keys(set).length > 0;

/** The ticket with the change in it. */
function apply(ticket: TicketRow, set: TicketChange, now: Date): TicketRow {
  const places = rowPlaces(ticket);
  return {
    ...ticket,
    ...set,
    ...places,
    ...(set.withdrawn ? { withdrawn: true, status: withdrawnStatus(places) } : {}),
    version: ticket.version + 1,
    updatedAt: now,
  } as TicketRow;
}

const withdrawnStatus = (places: Places) => placesStatus({ ...places, withdrawn: true });

/** One write per ticket, which only goes through on the version that was read. */
async function save(tx: Transaction, edited: Edited): Promise<void> {
  const changed = [...edited.now].filter(([id, row]) => row !== edited.read.get(id));
  if (changed.length === 0) return;
  const writes = changed.map(([id, row]) => {
    const before = edited.read.get(id)!;
    const filter = { _id: new mongoose.Types.ObjectId(id), version: before.version };
    return { updateOne: { filter, update: toUpdate(before, row) } };
  });
  const { modifiedCount } = await Ticket.collection.bulkWrite(writes, { session: tx.session });
  if (modifiedCount < writes.length) throw writeConflict('a ticket changed meanwhile');
  const shows = changed.flatMap(([id, row]) => {
    const before = edited.read.get(id)!;
    const isRepriced = row.price !== before.price || row.withdrawn !== before.withdrawn;
    return row.showId && isRepriced ? [row.showId] : [];
  });
  for (const showId of new Set(shows)) await updateShowPrices(tx, showId);
}

function toUpdate(before: TicketRow, { _id, ...row }: TicketRow): object {
  const fields = Object.entries(row).filter(([name, value]) => value !== before[name as keyof TicketRow]);
  const set = Object.fromEntries(fields.filter(([, value]) => value !== null && value !== undefined));
  const unset = fields.filter(([, value]) => value === null);
  return {
    $set: {
      ...set,
      ...(row.title === before.title ? {} : { words: searchWords(row.title) }),
      // Whoever grants places answers to a version at least as high as the last that asked for them.
      ...(row.pendingQuantity === before.pendingQuantity ? {} : { pendingVersion: row.version }),
    },
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map(([name]) => [name, ''])) } : {}),
  };
}
