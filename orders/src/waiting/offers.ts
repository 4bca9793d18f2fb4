import { OrderStatus } from '@ticketing/common/contracts';
import { BadRequestError, TooManyRequestsError } from '@ticketing/common/errors';
import type { Transaction } from '@ticketing/common/outbox';
import type { UserDirectory } from '@ticketing/common/roles';
import mongoose from 'mongoose';
import { toExpiry } from '../domain/order';
import { publishOrderCreated } from '../events/publish-order-events';
import { newOrder, Order, type OrderFields } from '../models/order';
import { isAllowanceTaken, isPlaceTaken, Place, placeId, type PlaceFields } from '../models/place';
import { Show } from '../models/show';
import { Ticket, type TicketFields } from '../models/ticket';
import { isSlotTaken } from '../models/unpaid-slot';
import { findAllowances } from '../places/allowances';
import { checkMaxPerOrder, priceItems, resaleOrder } from '../places/terms';
import { findFreeSlots } from '../unpaid-slots';
import { PlacePool } from './place-pool';
import { WaitingEntry, type WaitingEntryFields } from './waiting-entry';

/** What offers are made by. */
export interface OffersOptions {
  readonly directory: Pick<UserDirectory, 'find'>;
  /** How long an offer holds its places, in seconds. */
  readonly offerSeconds: number;
  /** How many unpaid places a buyer may have, those of offers included. */
  readonly maxUnpaid: number;
}

type Entry = WaitingEntryFields & { _id: mongoose.Types.ObjectId };
type WaitingTicket = TicketFields & { _id: mongoose.Types.ObjectId };
type NewOrder = ReturnType<typeof newOrder>;
type Why = NonNullable<WaitingEntryFields['why']>;

/**
 * Gives places that become free to those who wait for them, in the transaction that frees or adds them, so that they are
 * never free to the public in between.
 */
export class Offers {
  constructor(private readonly options: OffersOptions) {}

  /**
   * Makes an order for the first in line for whom enough places are free, and so on while places last. The ticket's row, or
   * the row of its only place, has to be written in the same transaction, as joining does it: so nobody begins to wait unseen.
   *
   * @param freed by their ticket, the numbers of the places that are no longer taken
   */
  async make(tx: Transaction, freed: ReadonlyMap<string, readonly number[]>): Promise<void> {
    const ticketIds = await WaitingEntry.distinct('ticketId', {
      ticketId: { $in: [...freed.keys()] },
      status: 'waiting',
    }).session(tx.session);
    for (const ticketId of ticketIds) await this.serve(tx, ticketId, freed.get(ticketId)!);
  }

  private async serve(tx: Transaction, ticketId: string, freed: readonly number[]): Promise<void> {
    const { session } = tx;
    const now = new Date();
    const ticket = await Ticket.findById(ticketId).session(session).lean<WaitingTicket>();
    const end = await whyEnded(tx, ticket, now);
    if (!ticket || end) return endLine(tx, ticketId, end ?? 'withdrawn');
    const pool = await PlacePool.open(session, ticket, freed);
    const orders: NewOrder[] = [];
    const places: PlaceFields[] = [];
    const changes: { _id: Entry['_id']; set: Partial<WaitingEntryFields> }[] = [];
    const line = WaitingEntry.find({ ticketId, status: 'waiting' })
      .sort({ number: 1 })
      .session(session)
      .lean<Entry[]>()
      .cursor();
    for await (const entry of line) {
      if (pool.isEmpty) break;
      if (!(await pool.has(entry.quantity))) continue;
      const terms = await this.check(tx, ticket, entry, now);
      if (typeof terms === 'string') {
        changes.push({ _id: entry._id, set: { status: 'passed', why: terms } });
        continue;
      }
      const order = this.toOrder(ticket, entry, pool.take(entry.quantity), terms, now);
      orders.push(order);
      order.items![0]!.places.forEach((place, nth) => {
        const allowance = terms.allowances[nth];
        const _id = placeId(ticketId, place);
        places.push({ _id, order: order._id, ...(allowance ? { allowance } : {}) });
      });
      changes.push({ _id: entry._id, set: { status: 'offered', orderId: String(order._id) } });
    }
    await save(tx, orders, places, changes);
  }

  /** What an offer to somebody needs, or why there is none. */
  private async check({ session }: Transaction, ticket: WaitingTicket, entry: Entry, now: Date) {
    const { userId, quantity } = entry;
    const { directory, maxUnpaid } = this.options;
    if ((await directory.find(userId))?.status === 'suspended') return 'suspended';
    const { price, terms = {} } = ticket;
    try {
      checkMaxPerOrder(terms, quantity);
      return {
        ...priceItems([{ ticket: { price, terms }, quantity }]),
        allowances: await findAllowances({ id: String(ticket._id), terms }, userId, quantity, session),
        slots: await findFreeSlots({ userId, count: quantity, slots: maxUnpaid, now, session }),
      };
    } catch (error) {
      if (error instanceof TooManyRequestsError) return 'too-many-holds';
      if (error instanceof BadRequestError) return 'over-limit';
      throw error;
    }
  }

  private toOrder(
    { _id: id, title, price, seats = [], terms = {} }: WaitingTicket,
    { userId, quantity }: Entry,
    places: number[],
    { total, currency, slots }: { total: number; currency: string; slots: number[] },
    now: Date,
  ): NewOrder {
    const ticket = { id: String(id), title, price };
    const labels = places.flatMap((place) => seats[place] ?? []);
    const item = { ticket, quantity, places, ...(labels.length === quantity ? { seats: labels } : {}) };
    const _id = new mongoose.Types.ObjectId();
    const expiresAt = toExpiry(now, this.options.offerSeconds);
    return newOrder(
      {
        _id,
        userId,
        expiresAt,
        ticket,
        items: [item],
        total,
        currency,
        slots,
        offer: true,
        ...resaleOrder(terms),
      },
      now,
    );
  }
}

/** Writes down what became of offers, in the transaction that changes their orders, all in the same way. */
export async function settleOffers(
  { session }: Transaction,
  orders: readonly (Pick<OrderFields, 'offer' | 'status' | 'cancelReason'> & { readonly _id: unknown })[],
): Promise<void> {
  const offers = orders.filter(({ offer }) => offer);
  const outcome = offers[0] && offerOutcome(offers[0]);
  if (!outcome) return;
  const update = outcome.why ? { $set: outcome } : { $set: outcome, $unset: { why: true as const } };
  await WaitingEntry.updateMany({ orderId: { $in: offers.map(({ _id }) => String(_id)) } }, update, {
    session,
  });
}

function offerOutcome({
  status,
  cancelReason,
}: Pick<OrderFields, 'status' | 'cancelReason'>): Pick<WaitingEntryFields, 'status' | 'why'> | undefined {
  if (status === OrderStatus.Complete) return { status: 'taken' };
  if (status !== OrderStatus.Cancelled || cancelReason === 'refunded') return undefined;
  if (cancelReason === 'show-cancelled') return { status: 'left', why: 'show-cancelled' };
  return { status: 'passed', why: cancelReason === 'expired' ? 'ran-out' : 'declined' };
}

/**
 * Ends the line of a ticket of which nothing more is sold. The ticket's row has to be written in the same transaction, so
 * that nobody joins meanwhile.
 */
export async function endLine({ session }: Transaction, ticketId: string, why: Why): Promise<void> {
  await WaitingEntry.updateMany(
    { ticketId, status: 'waiting' },
    { $set: { status: 'left', why } },
    { session },
  );
}

/** Whether anybody waits for places of a ticket. */
export async function hasLine({ session }: Transaction, ticketId: string): Promise<boolean> {
  return (await WaitingEntry.exists({ ticketId, status: 'waiting' }).session(session)) !== null;
}

async function whyEnded(
  { session }: Transaction,
  ticket: WaitingTicket | null,
  now: Date,
): Promise<Why | undefined> {
  const { showId, saleEndsAt, withdrawn } = ticket?.terms ?? {};
  if (withdrawn) return 'withdrawn';
  if (saleEndsAt && saleEndsAt <= now) return 'sale-ended';
  const isCancelled = showId && (await Show.exists({ _id: showId, status: 'cancelled' }).session(session));
  return isCancelled ? 'show-cancelled' : undefined;
}

async function save(
  tx: Transaction,
  orders: readonly NewOrder[],
  places: readonly PlaceFields[],
  changes: readonly { _id: Entry['_id']; set: Partial<WaitingEntryFields> }[],
): Promise<void> {
  const { session } = tx;
  if (changes.length === 0) return;
  try {
    if (orders.length > 0) {
      await Place.insertMany([...places], { session });
      await Order.collection.insertMany([...orders], { session });
    }
  } catch (error) {
    // Somebody else was first at a place, or the same buyer elsewhere: the transaction has to see that, too.
    if (isPlaceTaken(error) || isSlotTaken(error) || isAllowanceTaken(error))
      (error as mongoose.mongo.MongoError).addErrorLabel('TransientTransactionError');
    throw error;
  }
  await WaitingEntry.bulkWrite(
    changes.map(({ _id, set }) => ({ updateOne: { filter: { _id }, update: { $set: set } } })),
    { session },
  );
  for (const order of orders) await publishOrderCreated(tx, order);
}
