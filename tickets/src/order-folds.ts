import { setTimeout as sleep } from 'node:timers/promises';
import { Batcher } from '@ticketing/common/concurrency';
import { isNextVersion } from '@ticketing/common/messaging';
import { writeConflict } from '@ticketing/common/mongo';
import { bindAsyncContext, type Resume } from '@ticketing/common/observability';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import type mongoose from 'mongoose';
import type { Hold } from './domain/hold';
import { placesStatus } from './domain/places';
import { toTicketUpdated } from './events/ticket-event';
import { TicketUpdatedPublisher } from './events/publishers';
import { singlePlaceFor, taking, TicketHold, type TicketHoldFields, toHoldId } from './models/ticket-hold';
import { Ticket, type TicketDocument, type TicketFields } from './models/ticket';
import { type TicketRow, wholeTicketProjection } from './models/ticket-view';

/** What an order event says of one of its tickets. */
export interface OrderChange {
  readonly orderId: string;
  readonly version: number;
  readonly ticketId: string;
  readonly state: Hold['state'];
  /** Places of the ticket that the order has, and which; -1 where it gives back one that another order had sold. */
  readonly quantity: number;
  readonly places: readonly number[];
}

interface Waiting {
  readonly change: OrderChange;
  readonly since: number;
  readonly resume: Resume;
  readonly settle: { resolve: () => void; reject: (error: unknown) => void };
}

/** Why a change wasn't applied, or nothing. */
interface Outcome {
  readonly error?: unknown;
}

/** A change of a ticket that may have one place. */
interface Single {
  readonly change: OrderChange;
  /** Its event belongs to its own message, not to that of the first of the batch. */
  readonly resume: Resume;
}

/** A ticket of one place as it is read: whether it is one, who holds it, and what its event tells. */
type SingleRow = TicketRow & Partial<Pick<TicketFields, 'holdSequence'>>;

/** Versions of a ticket of many places are at least so far apart, whichever replica makes them. */
const MIN_APART_MS = 100;
/** Whoever waited so long doesn't wait for the window any more: other replicas must not starve this one. */
const MAX_WAIT_MS = 1_000;
/** Changes of one transaction, at the most. */
const MAX_FOLDED = 500;

/** The last version is too young: nothing was written, and it is to be tried again. */
class TooSoon extends Error {
  constructor(readonly waitMs: number) {
    super('the last version is too young');
  }
}

/**
 * Applies what order events say of tickets. Of a ticket of many places those that wait together go into one transaction and
 * one version, so that a rush of orders is no rush of versions. Of one place each order makes its own, in a transaction
 * that different tickets share. An order of several is applied to each by itself.
 */
export class OrderFolds {
  private readonly queues = new Map<string, Waiting[]>();
  private readonly singles: Batcher<Single, Outcome | 'many places'>;

  constructor(private readonly outbox: Outbox) {
    this.singles = new Batcher((batch) => this.applySingles(batch), { isolateFailures: true });
  }

  /**
   * Applies one version of an order to a ticket, and publishes the ticket if that changed who holds what.
   *
   * @throws GapError when an earlier version of the order is missing
   * @throws Error when there is no such ticket
   */
  apply(change: OrderChange): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { change, since: Date.now(), resume: bindAsyncContext(), settle: { resolve, reject } };
      const queue = this.queues.get(change.ticketId);
      if (queue) queue.push(waiting);
      else {
        const started = [waiting];
        this.queues.set(change.ticketId, started);
        void this.work(change.ticketId, started);
      }
    });
  }

  /** Applies what waits for a ticket until nothing does; what comes meanwhile gathers for the next transaction. */
  private async work(ticketId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, MAX_FOLDED);
      try {
        const outcomes = await this.applyNext(ticketId, batch);
        queue.splice(0, outcomes.length);
        outcomes.forEach(({ error }, nth) => {
          const { settle } = batch[nth]!;
          if (error === undefined) settle.resolve();
          else settle.reject(error);
        });
      } catch (error) {
        if (error instanceof TooSoon) await sleep(error.waitMs + Math.random() * (MIN_APART_MS / 4));
        else for (const { settle } of queue.splice(0, batch.length)) settle.reject(error);
      }
    }
    this.queues.delete(ticketId);
  }

  /** @returns of the changes that were looked at, from the first */
  private async applyNext(ticketId: string, batch: readonly Waiting[]): Promise<readonly Outcome[]> {
    const { change, resume } = batch[0]!;
    const outcome = await this.singles.add({ change, resume });
    return outcome === 'many places' ? this.fold(ticketId, batch) : [outcome];
  }

  private applySingles(batch: readonly Single[]): Promise<(Outcome | 'many places')[]> {
    return this.outbox.transaction(async (tx) => {
      const changes = batch.map(({ change }) => change);
      const tickets = await readTickets(tx, changes);
      const holds = await readHolds(tx, changes);
      const writes: SingleWrite[] = [];
      const outcomes: (Outcome | 'many places')[] = [];
      for (const { change, resume } of batch) {
        const ticket = tickets.get(change.ticketId);
        if (ticket && (ticket.quantity ?? 1) !== 1) outcomes.push('many places');
        else {
          try {
            if (!ticket) throw unknownTicket(change);
            const write = toWrite(ticket, holds.get(change.ticketId) ?? [], change);
            if (write) {
              writes.push(write);
              if (write.after !== ticket)
                await resume(() => new TicketUpdatedPublisher(tx).publish(toTicketUpdated(write.after)));
            }
            outcomes.push({});
          } catch (error) {
            outcomes.push({ error });
          }
        }
      }
      await writeSingles(tx, writes);
      return outcomes;
    });
  }

  private fold(ticketId: string, batch: readonly Waiting[]): Promise<readonly Outcome[]> {
    const changes = batch.map(({ change }) => change);
    return this.outbox.transaction(async (tx) => {
      // Of this attempt: one that another's version made start again is younger than that version.
      const now = Date.now();
      const patient = now - batch[0]!.since < MAX_WAIT_MS;
      // Writing the ticket first lets two transactions on it conflict: each must see what the other made of its rows.
      const ticket = await Ticket.findOneAndUpdate(
        { _id: ticketId },
        { $inc: { holdSequence: changes.length } },
        {
          session: tx.session,
          returnDocument: 'after',
          timestamps: false,
          projection: { seats: { $slice: 1 } },
        },
      );
      if (!ticket) throw unknownTicket(changes[0]!);
      // It has become one place just now: they are looked at again.
      if (ticket.quantity === 1) return [];
      const age = now - (ticket.foldedAt?.getTime() ?? 0);
      if (patient && age >= 0 && age < MIN_APART_MS) throw new TooSoon(MIN_APART_MS - age);
      return applyToMany(tx, ticket, changes, new Date(now));
    });
  }
}

function unknownTicket({ orderId, ticketId }: OrderChange): Error {
  return new Error(`order ${orderId} is for ticket ${ticketId}, which does not exist`);
}

/** A row of an order, and the ticket before and after it: the same, if it is shown as before. */
interface SingleWrite {
  readonly row: TicketHoldFields;
  readonly before: SingleRow;
  readonly after: SingleRow;
}

async function readTickets(
  { session }: Transaction,
  changes: readonly OrderChange[],
): Promise<Map<string, SingleRow>> {
  const rows = await Ticket.find(
    { _id: { $in: changes.map(({ ticketId }) => ticketId) } },
    { ...wholeTicketProjection, holdSequence: 1, seats: { $slice: 1 } },
    { session },
  ).lean<SingleRow[]>();
  return new Map(rows.map((row) => [String(row._id), row]));
}

/** The rows of these changes, and those that take one of their tickets. */
async function readHolds(
  { session }: Transaction,
  changes: readonly OrderChange[],
): Promise<Map<string, TicketHoldFields[]>> {
  const rows = await TicketHold.find(
    {
      $or: [
        { _id: { $in: changes.flatMap(rowIds) } },
        taking({ $in: changes.map(({ ticketId }) => ticketId) }),
      ],
    },
    null,
    { session },
  ).lean<TicketHoldFields[]>();
  return groupByTicket(rows);
}

function groupByTicket(rows: readonly TicketHoldFields[]): Map<string, TicketHoldFields[]> {
  const groups = new Map<string, TicketHoldFields[]>();
  for (const row of rows) groups.set(row.ticketId, [...(groups.get(row.ticketId) ?? []), row]);
  return groups;
}

/** @returns nothing when the change was applied before. @throws GapError when an earlier one is missing */
function toWrite(
  before: SingleRow,
  holds: readonly TicketHoldFields[],
  change: OrderChange,
): SingleWrite | undefined {
  const row = toNext(byOrder(holds), change, (before.holdSequence ?? 0) + 1);
  if (!row) return undefined;
  const single = singlePlaceFor(before, [...holds.filter(({ _id }) => _id !== row._id), row]);
  if (single.orderId === before.orderId && single.status === before.status)
    return { row, before, after: before };
  return { row, before, after: { ...before, ...single, version: before.version + 1, updatedAt: new Date() } };
}

/**
 * Every ticket is written, also one that is shown as before: two transactions on it conflict, since each must see what the
 * other made of its rows.
 */
async function writeSingles({ session }: Transaction, writes: readonly SingleWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const { modifiedCount } = await Ticket.collection.bulkWrite(
    writes.map(({ before, after }) => {
      const { orderId, status, held, sold, version, updatedAt } = after;
      const shown = { orderId, status, held, sold, version, updatedAt };
      return {
        updateOne: {
          filter: { _id: before._id, version: before.version },
          update: { $inc: { holdSequence: 1 }, ...(after === before ? {} : { $set: shown }) },
        },
      };
    }),
    { session, ordered: false },
  );
  if (modifiedCount < writes.length) throw writeConflict('a ticket changed meanwhile');
  await TicketHold.collection.bulkWrite(
    writes.map(({ row, before }) => toRowWrite(row, before.seats)),
    { session, ordered: false },
  );
}

async function applyToMany(
  tx: Transaction,
  ticket: TicketDocument,
  changes: readonly OrderChange[],
  now: Date,
): Promise<readonly Outcome[]> {
  const rows = byOrder(await readRows(tx, changes));
  const written = new Map<string, TicketHoldFields>();
  let { held, sold } = ticket;
  let isChanged = false;
  const outcomes = changes.map((change, nth) => {
    try {
      const next = toNext(rows, change, ticket.holdSequence - changes.length + nth + 1);
      if (!next) return {};
      const before = rows.get(toHoldId(change));
      held += placesIn(next, 'live') - placesIn(before, 'live');
      sold += placesIn(next, 'complete') - placesIn(before, 'complete');
      isChanged ||= occupation(next) !== occupation(before);
      rows.set(toHoldId(change), next);
      written.set(next._id, next);
      return {};
    } catch (error) {
      return { error };
    }
  });
  await writeRows(tx, ticket, [...written.values()]);
  if (!isChanged) return outcomes;
  ticket.set({ held, sold, foldedAt: now });
  ticket.set({ status: placesStatus(ticket) });
  await saveAndPublish(tx, ticket);
  return outcomes;
}

/** Rows from when an order had one ticket have the order's id. */
const rowIds = (change: OrderChange): string[] => [change.orderId, toHoldId(change)];

const readRows = ({ session }: Transaction, changes: readonly OrderChange[]): Promise<TicketHoldFields[]> =>
  TicketHold.find({ _id: { $in: changes.flatMap(rowIds) } }, null, { session }).lean<TicketHoldFields[]>();

/** Rows by the id that a new one would have. */
function byOrder(rows: readonly TicketHoldFields[]): Map<string, TicketHoldFields> {
  return new Map(
    rows.map((row) => [toHoldId({ orderId: row._id.split(':')[0]!, ticketId: row.ticketId }), row]),
  );
}

/** The row after a change, or `undefined` when it was applied before. @throws GapError when an earlier one is missing */
function toNext(
  rows: ReadonlyMap<string, TicketHoldFields>,
  change: OrderChange,
  sequence: number,
): TicketHoldFields | undefined {
  const { orderId, version, ticketId, state, quantity, places } = change;
  const known = rows.get(toHoldId(change));
  if (!isNextVersion({ aggregate: `order:${orderId}`, version }, known?.version)) return undefined;
  const fields = { ticketId, version, state, quantity, places: [...places] };
  return { _id: known?._id ?? toHoldId(change), sequence: known?.sequence ?? sequence, ...fields };
}

async function writeRows(
  { session }: Transaction,
  { seats }: TicketDocument,
  rows: readonly TicketHoldFields[],
): Promise<void> {
  if (rows.length === 0) return;
  await TicketHold.collection.bulkWrite(
    rows.map((row) => toRowWrite(row, seats)),
    { session, ordered: false },
  );
}

/** @param seats labels of the ticket: without any, nobody asks which places an order has */
function toRowWrite({ _id, places = [], ...row }: TicketHoldFields, seats: readonly string[] = []) {
  return {
    updateOne: {
      filter: { _id: _id as unknown as mongoose.Types.ObjectId },
      update: { $set: { ...row, ...(seats.length > 0 ? { places } : {}) } },
      upsert: true,
    },
  };
}

const placesIn = (row: TicketHoldFields | undefined, state: Hold['state']): number =>
  row?.state === state ? (row.quantity ?? 1) : 0;

/** What a row takes of its ticket. */
const occupation = (row: TicketHoldFields | undefined): string =>
  !row || row.state === 'ended' ? '' : JSON.stringify([row.state, row.quantity ?? 1, row.places ?? []]);

async function saveAndPublish(tx: Transaction, ticket: TicketDocument): Promise<void> {
  await ticket.save({ session: tx.session });
  await new TicketUpdatedPublisher(tx).publish(toTicketUpdated(ticket.toObject()));
}
