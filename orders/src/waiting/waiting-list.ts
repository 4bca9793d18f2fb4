import type { BadRequestError } from '@ticketing/common/errors';
import { NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { cancelByUser } from '../domain/order';
import { Order } from '../models/order';
import { Place, placeId, withPrefix } from '../models/place';
import { Show } from '../models/show';
import { Ticket, type TicketFields } from '../models/ticket';
import { checkTerms, refused } from '../places/terms';
import { MAX_PLACES } from '../reservations';
import { saveChanged } from '../save-changed';
import type { Offers } from './offers';
import { WaitingEntry, type WaitingEntryFields } from './waiting-entry';

/** An entry as it is stored. */
export type StoredEntry = WaitingEntryFields & { _id: mongoose.Types.ObjectId };

/** Who wants to wait for what. */
export interface Join {
  readonly ticketId: string;
  readonly userId: string;
  readonly quantity: number;
  readonly now: Date;
}

/** The lines for tickets of which nothing is free. */
export class WaitingList {
  constructor(
    private readonly outbox: Outbox,
    private readonly offers: Offers,
  ) {}

  /**
   * Waits for places of a ticket, at the end of the line. Who waits already, or has an offer, keeps their entry.
   *
   * @throws NotFoundError when the ticket is not known
   * @throws BadRequestError while enough places are free (`available`), or when the seller's rules forbid such an order
   */
  join({ ticketId, userId, quantity, now }: Join): Promise<StoredEntry> {
    return this.outbox.transaction(
      async (tx) => {
        const { session } = tx;
        const _id = new mongoose.Types.ObjectId(ticketId);
        const ticket = await Ticket.findById(_id, { seats: 0 }).session(session).lean<TicketFields>();
        if (!ticket) throw new NotFoundError('There is no such ticket');
        await checkWish(tx, ticket, { ticketId, userId, quantity, now });
        const live = { ticketId, userId, status: { $in: ['waiting' as const, 'offered' as const] } };
        const known = await WaitingEntry.findOne(live).session(session).lean<StoredEntry>();
        if (known) return known;
        // Who frees, adds or joins at the same instant writes this row, too: one of both begins again, and sees the other.
        const inc = { $inc: { lastWaiting: 1 } };
        await Ticket.collection.updateOne({ _id }, inc, { session });
        if (await isAvailable(tx, ticketId, ticket, quantity))
          throw refused('Enough places are free: order them now', 'ticketId', 'available');
        const entry: StoredEntry = {
          _id: new mongoose.Types.ObjectId(),
          ticketId,
          userId,
          quantity,
          number: (ticket.lastWaiting ?? 0) + 1,
          status: 'waiting',
          createdAt: now,
        };
        await WaitingEntry.collection.insertOne(entry, { session });
        return entry;
      },
      { exclusive: [`places:${ticketId}`] },
    );
  }

  /**
   * Waits no longer; who has an offer declines it.
   *
   * @throws NotFoundError when there is no such entry
   * @throws NotAuthorizedError when it is somebody else's
   */
  leave(id: string, userId: string): Promise<void> {
    return this.outbox.transaction(async (tx) => {
      const entry = await WaitingEntry.findById(id).session(tx.session).lean<StoredEntry>();
      if (!entry) throw new NotFoundError();
      // Defence: a place in a waiting list is its owner’s → ;
      if (entry.userId !== userId) throw new NotAuthorizedError();
      if (entry.status === 'waiting')
        await WaitingEntry.updateOne({ _id: entry._id }, { $set: { status: 'left' } }, tx);
      if (entry.status !== 'offered') return;
      const order = await Order.findById(entry.orderId).session(tx.session);
      if (!order) return;
      const decision = cancelByUser(order);
      if (!decision.do) return;
      order.set(decision.set);
      await saveChanged(tx, order, this.offers);
    });
  }

  /** How many are asked before somebody who waits, and they; 0 of who waits no longer. */
  async position({ ticketId, number, status }: StoredEntry): Promise<number> {
    if (status !== 'waiting') return 0;
    return WaitingEntry.countDocuments({ ticketId, status: 'waiting', number: { $lte: number } });
  }
}

/** @throws BadRequestError when nobody could make such an order of the ticket */
async function checkWish(
  { session }: Transaction,
  ticket: TicketFields,
  { userId, quantity, now }: Join,
): Promise<void> {
  const { userId: seller, terms = {}, places } = ticket;
  const cancelled = { _id: terms.showId ?? '', status: 'cancelled' as const };
  const isCancelled = Boolean(terms.showId && (await Show.exists(cancelled).session(session)));
  checkTerms([{ ticket: { userId: seller, terms, isCancelled }, quantity }], userId, now);
  if (quantity > MAX_PLACES) throw overLimit(`An order has at most ${MAX_PLACES} places`);
  const count = places?.quantity ?? 1;
  if (quantity > count) throw overLimit(`The ticket has ${count} places in all`);
}

/** Whether so many places are free that nobody needs to wait. */
async function isAvailable(
  { session }: Transaction,
  ticketId: string,
  { places }: TicketFields,
  quantity: number,
): Promise<boolean> {
  if (!places) {
    // The row of a ticket's only place is what freeing it writes.
    const touch = { $inc: { joins: 1 } };
    const { matchedCount } = await Place.updateOne({ _id: placeId(ticketId, 0) }, touch, { session });
    return matchedCount === 0;
  }
  // There is less than each who waits wants, or they wouldn't.
  const needsLess = { ticketId, status: 'waiting' as const, quantity: { $lte: quantity } };
  if (await WaitingEntry.exists(needsLess).session(session)) return false;
  const taken = await Place.countDocuments({ _id: withPrefix(ticketId) }).session(session);
  return places.size - taken >= quantity;
}

function overLimit(message: string): BadRequestError {
  return refused(message, 'quantity', 'over_limit');
}
