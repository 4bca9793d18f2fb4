import { setTimeout as sleep } from 'node:timers/promises';
import { isNextVersion } from '@ticketing/common/messaging';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import type { Hold } from './domain/hold';
import { placesStatus } from './domain/places';
import { toTicketUpdated } from './events/ticket-event';
import { TicketUpdatedPublisher } from './events/publishers';
import { readSinglePlace, TicketHold, type TicketHoldFields, toHoldId } from './models/ticket-hold';
import { Ticket, type TicketDocument } from './models/ticket';

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
  readonly settle: { resolve: () => void; reject: (error: unknown) => void };
}

/** Why a change wasn't applied, or nothing; of the changes that were looked at. */
type Outcomes = readonly { readonly error?: unknown }[];

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
 * one version, so that a rush of orders is no rush of versions; of one place each order makes its own. Tickets don't
 * wait for each other, and an order of several is applied to each by itself.
 */
export class OrderFolds {
  private readonly queues = new Map<string, Waiting[]>();

  constructor(private readonly outbox: Outbox) {}

  /**
   * Applies one version of an order to a ticket, and publishes the ticket if that changed who holds what.
   *
   * @throws GapError when an earlier version of the order is missing
   * @throws Error when there is no such ticket
   */
  apply(change: OrderChange): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { change, since: Date.now(), settle: { resolve, reject } };
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
        const outcomes = await this.fold(ticketId, batch);
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

  private fold(ticketId: string, batch: readonly Waiting[]): Promise<Outcomes> {
    const now = Date.now();
    const patient = now - batch[0]!.since < MAX_WAIT_MS;
    const changes = batch.map(({ change }) => change);
    return this.outbox.transaction(async (tx) => {
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
      if (!ticket)
        throw new Error(`order ${changes[0]!.orderId} is for ticket ${ticketId}, which does not exist`);
      if (ticket.quantity === 1) return applyToSingle(tx, ticket, changes[0]!);
      const age = now - (ticket.foldedAt?.getTime() ?? 0);
      if (patient && age >= 0 && age < MIN_APART_MS) throw new TooSoon(MIN_APART_MS - age);
      return applyToMany(tx, ticket, changes, new Date(now));
    });
  }
}

async function applyToSingle(
  tx: Transaction,
  ticket: TicketDocument,
  change: OrderChange,
): Promise<Outcomes> {
  const rows = await readRows(tx, [change]);
  const next = toNext(rows, change, ticket.holdSequence);
  if (!next) return [{}];
  await writeRows(tx, ticket, [next]);
  const single = await readSinglePlace(ticket, tx.session);
  if (single.orderId === ticket.orderId && single.status === ticket.status) return [{}];
  ticket.set(single);
  await saveAndPublish(tx, ticket);
  return [{}];
}

async function applyToMany(
  tx: Transaction,
  ticket: TicketDocument,
  changes: readonly OrderChange[],
  now: Date,
): Promise<Outcomes> {
  const rows = await readRows(tx, changes);
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

/** The rows that there are of these changes, by the id of a new one. */
async function readRows(
  { session }: Transaction,
  changes: readonly OrderChange[],
): Promise<Map<string, TicketHoldFields>> {
  // Rows from when an order had one ticket have the order's id.
  const ids = changes.flatMap((change) => [change.orderId, toHoldId(change)]);
  const rows = await TicketHold.find({ _id: { $in: ids } }, null, { session }).lean<TicketHoldFields[]>();
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
  ticket: TicketDocument,
  rows: readonly TicketHoldFields[],
): Promise<void> {
  if (rows.length === 0) return;
  const hasSeats = (ticket.seats?.length ?? 0) > 0;
  await TicketHold.collection.bulkWrite(
    rows.map(({ _id, places = [], ...row }) => ({
      updateOne: {
        filter: { _id: _id as never },
        update: { $set: { ...row, ...(hasSeats ? { places } : {}) } },
        upsert: true,
      },
    })),
    { session, ordered: false },
  );
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
