import type { Outbox } from '@ticketing/common/outbox';
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
  for (;;) {
    try {
      if (await grantSome(outbox, offers, ticketId)) return;
    } catch (error) {
      // A buyer was first.
      if (!isPlaceTaken(error)) throw error;
    }
  }
}

/** @returns whether nothing is left to do */
function grantSome(outbox: Outbox, offers: Offers, ticketId: string): Promise<boolean> {
  return outbox.transaction(
    async (tx) => {
      const { session } = tx;
      const ticket = await Ticket.findById(ticketId, { seats: 0 }).session(session).lean();
      if (!ticket) return true;
      const { withdrawn, pendingQuantity } = ticket.terms ?? {};
      const before: TicketPlaces = ticket.places ?? { size: 1, quantity: 1, freed: 0 };
      const isNew = (before.ticketVersion ?? -1) < ticket.version;
      const isFirst = withdrawn && before.ticketVersion === undefined;
      const wanted = withdrawn ? 0 : pendingQuantity;
      if (wanted === undefined || !isNew) return true;

      // Who gives a ticket's only place back writes its row and not the ticket: of two at the same instant one sees the other.
      if (!ticket.places)
        await Place.updateOne({ _id: placeId(ticketId, 0) }, { $inc: { joins: 1 } }, { session });
      const rows = await Place.find({ _id: withPrefix(ticketId) }, null, { session }).lean();
      let { size, quantity, freed } = before;
      let isDone = true;
      let added: number[] = [];
      if (wanted < quantity) {
        const gone = new Set(rows.map(({ _id }) => placeNumber(_id)));
        const free = Array.from({ length: size }, (_, n) => size - 1 - n).filter((n) => !gone.has(n));
        const removed = free.slice(0, Math.min(quantity - wanted, MAX_SHARED));
        await Place.insertMany(
          removed.map((n) => ({ _id: placeId(ticketId, n), order: null })),
          { session },
        );
        quantity -= removed.length;
        isDone = quantity === wanted || removed.length === free.length;
      } else if (wanted > quantity) {
        const removed = rows.filter(({ order }) => order === null).map(({ _id }) => placeNumber(_id));
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
      return isDone;
    },
    { exclusive: [`places:${ticketId}`] },
  );
}
