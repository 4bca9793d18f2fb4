import type { Outbox } from '@ticketing/common/outbox';
import type { ClientSession } from 'mongoose';
import { PlacesUpdatedPublisher } from '../events/publishers';
import { isPlaceTaken, Place, placeId, placeNumber, withPrefix } from '../models/place';
import { Ticket, type TicketPlaces } from '../models/ticket';
import { endLine, hasLine, type Offers } from '../waiting/offers';

/** Places taken off sale in one transaction, at the most. */
const MAX_SHARED = 1_000;
/** Places added in one transaction while somebody waits for them, at the most. */
const MAX_OFFERED = 100;

/**
 * Makes the places of a ticket as many as its seller wants, as far as free ones allow, and tells how many there are. A
 * place is added for those who wait first, and taken off sale by a row like that of an order, so that the same key decides between the seller and a buyer.
 * Repeating it changes nothing.
 */
export async function grantQuantity(outbox: Outbox, offers: Offers, ticketId: string): Promise<void> {
  let seen: number[] = [];
  for (;;) {
    try {
      const { isDone, left } = await grantSome(outbox, offers, ticketId, seen);
      if (isDone) return;
      seen = left;
    } catch (error) {
      // A buyer was first.
      if (!isPlaceTaken(error)) throw error;
    }
  }
}

/**
 * @param seen places that were free when an earlier step read them all; empty to read them
 * @returns whether nothing is left to do, and what is left of the places that were seen
 */
function grantSome(
  outbox: Outbox,
  offers: Offers,
  ticketId: string,
  seen: readonly number[],
): Promise<{ isDone: boolean; left: number[] }> {
  return outbox.transaction(
    async (tx) => {
      const { session } = tx;
      const ticket = await Ticket.findById(ticketId, { seats: 0 }).session(session).lean();
      if (!ticket) return { isDone: true, left: [] };
      const { withdrawn, pendingQuantity } = ticket.terms ?? {};
      const before: TicketPlaces = ticket.places ?? { size: 1, quantity: 1, freed: 0 };
      const isNew = (before.ticketVersion ?? -1) < ticket.version;
      const isFirst = withdrawn && before.ticketVersion === undefined;
      const wanted = withdrawn ? 0 : pendingQuantity;
      if (wanted === undefined || !isNew) return { isDone: true, left: [] };

      // Who gives a ticket's only place back writes its row and not the ticket: of two at the same instant one sees the other.
      if (!ticket.places)
        await Place.updateOne({ _id: placeId(ticketId, 0) }, { $inc: { joins: 1 } }, { session });
      let { size, quantity, freed } = before;
      let isDone = true;
      let added: number[] = [];
      let left: number[] = [];
      if (wanted < quantity) {
        const isRead = seen.length === 0;
        const free = isRead ? await readFree(ticketId, size, session) : seen;
        const asked = free.slice(0, Math.min(quantity - wanted, MAX_SHARED));
        const removed = isRead ? asked : await keepFree(ticketId, asked, session);
        await Place.insertMany(
          removed.map((n) => ({ _id: placeId(ticketId, n), order: null })),
          { session, lean: true },
        );
        quantity -= removed.length;
        left = free.slice(asked.length);
        // Others may have been given back since they were read.
        if (quantity > wanted && left.length === 0 && !isRead) left = await readFree(ticketId, size, session);
        isDone = quantity === wanted || left.length === 0;
      } else if (wanted > quantity) {
        const removed = size > quantity ? await readRemoved(ticketId, session) : [];
        const step = (await hasLine(tx, ticketId)) ? MAX_OFFERED : Infinity;
        const count = Math.min(wanted - quantity, step);
        const back = removed.sort((a, b) => a - b).slice(0, count);
        await Place.deleteMany({ _id: { $in: back.map((n) => placeId(ticketId, n)) } }, { session });
        added = [...back, ...Array.from({ length: count - back.length }, (_, n) => size + n)];
        size += count - back.length;
        quantity += count;
        freed += 1;
        isDone = quantity === wanted;
      }
      // A withdrawn ticket hears of its orders, too, and there is nothing to say about its places then.
      const isTold = isDone && (pendingQuantity !== undefined || isFirst || quantity !== before.quantity);
      const version = isTold ? (before.version ?? -1) + 1 : before.version;
      const places = {
        size,
        quantity,
        freed,
        ...(version === undefined ? {} : { version }),
        ...(isDone
          ? { ticketVersion: ticket.version }
          : before.ticketVersion === undefined
            ? {}
            : { ticketVersion: before.ticketVersion }),
      };
      await Ticket.collection.updateOne({ _id: ticket._id }, { $set: { places } }, { session });
      if (withdrawn) await endLine(tx, ticketId, 'withdrawn');
      if (added.length > 0) await offers.make(tx, new Map([[ticketId, added]]));
      if (isTold && version !== undefined)
        await new PlacesUpdatedPublisher(tx).publish({
          id: ticketId,
          version,
          quantity,
          ticketVersion: ticket.version,
        });
      return { isDone, left };
    },
    { exclusive: [`places:${ticketId}`] },
  );
}

/** The free places of a ticket, the last first. */
async function readFree(ticketId: string, size: number, session: ClientSession): Promise<number[]> {
  const rows = await Place.find({ _id: withPrefix(ticketId) }, { _id: 1 }, { session }).lean();
  const taken = new Set(rows.map(({ _id }) => placeNumber(_id)));
  return Array.from({ length: size }, (_, n) => size - 1 - n).filter((n) => !taken.has(n));
}

/** Those of some places that are free still. */
async function keepFree(ticketId: string, places: number[], session: ClientSession): Promise<number[]> {
  const ids = places.map((n) => placeId(ticketId, n));
  const rows = await Place.find({ _id: { $in: ids } }, { _id: 1 }, { session }).lean();
  const taken = new Set(rows.map(({ _id }) => placeNumber(_id)));
  return places.filter((n) => !taken.has(n));
}

/** The places of a ticket that are off sale. */
async function readRemoved(ticketId: string, session: ClientSession): Promise<number[]> {
  const rows = await Place.find({ _id: withPrefix(ticketId), order: null }, { _id: 1 }, { session }).lean();
  return rows.map(({ _id }) => placeNumber(_id));
}
