import type { BadRequestError } from '@ticketing/common/errors';
import { ConflictError, NotFoundError } from '@ticketing/common/errors';
import type { InsertBatch, Outbox } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { toExpiry } from './domain/order';
import { publishOrderCreated } from './events/publish-order-events';
import { newOrder, Order } from './models/order';
import type { OrderRow } from './models/order-view';
import { isAllowanceTaken, isPlaceTaken, Place, placeId } from './models/place';
import { isSlotTaken } from './models/unpaid-slot';
import { findAllowances } from './places/allowances';
import { type PickedPlaces, PlacePicker } from './places/place-picker';
import { checkTerms, priceItems, refused, resaleOrder } from './places/terms';
import type { FairQueue } from './queue/fair-queue';
import { type TicketAvailability, TicketAvailabilityLoader } from './ticket-availability';
import { anySlots, findFreeSlots, tooManyHolds } from './unpaid-slots';

/** Places that one order may have. */
export const MAX_PLACES = 10;

/** What is wanted of one ticket. */
export interface WantedItem {
  readonly ticketId: string;
  /** Places; one, or as many as `seats` has. */
  readonly quantity?: number | undefined;
  /** Labels of the places that are wanted; any, if not given. */
  readonly seats?: readonly string[] | undefined;
  /** What the buyer was shown for a place, in currency units; any, if not given. */
  readonly price?: number | undefined;
}

/** Who wants which places, and for how long they are held. */
export interface PlaceOrder {
  readonly userId: string;
  /** At least one. */
  readonly items: readonly WantedItem[];
  readonly windowSeconds: number;
  /** How many unpaid places the buyer may have, these included. */
  readonly maxUnpaid: number;
  readonly now: Date;
}

/** What is saved together with an order, for example its answer. */
export type WithOrder = (batch: InsertBatch, order: OrderRow) => Promise<void> | undefined;

interface Item {
  readonly ticket: TicketAvailability;
  readonly quantity: number;
  readonly seats?: readonly string[] | undefined;
}

/**
 * Reserves places. Many buyers who ask at the same time share what is read, and what this process knows of hot tickets.
 */
export class Reservations {
  private readonly offers = new TicketAvailabilityLoader();
  private readonly picker = new PlacePicker();

  constructor(
    private readonly outbox: Outbox,
    private readonly queue: Pick<FairQueue, 'check'>,
  ) {}

  /**
   * Reserves places of one ticket or several, all or none. Whether a place is free is decided by the database's primary key
   * alone, however many buyers ask at the same instant and on however many replicas; looking first only spares those who
   * are late. Who loses a race for a place is given another while there is one.
   *
   * An order has the prices of the tickets as this service knows them, and is not made when its buyer was shown others.
   *
   * @param within saved with the order, if given
   * @throws NotFoundError when one of the tickets is not known
   * @throws ConflictError when one costs something else than the buyer was shown
   * @throws TooManyRequestsError when the buyer would have more unpaid places than they may, or waits in a show's queue
   * @throws BadRequestError when too few places are free, the seller's rules forbid the order, or it can't be paid
   */
  async place(wanted: PlaceOrder, within?: WithOrder): Promise<OrderRow> {
    const { userId, windowSeconds, maxUnpaid, now } = wanted;
    const count = checkCount(wanted.items);
    if (count > maxUnpaid) throw tooManyHolds(maxUnpaid, windowSeconds);
    for (let slots = anySlots(count, maxUnpaid); ;) {
      const items = await Promise.all(wanted.items.map((item) => this.findItem(item)));
      checkTerms(items, userId, now);
      await this.checkQueues(items, userId, now);
      const { total, currency } = priceItems(items);
      const allowances = await Promise.all(
        items.map(({ ticket, quantity }) => findAllowances(ticket, userId, quantity)),
      );
      const picked = await this.pickAll(items);
      const ordered = items.map(({ ticket: { id, title, price }, quantity }, nth) => {
        const { places, seats } = picked[nth]!;
        return { ticket: { id, title, price }, quantity, places, ...(seats ? { seats } : {}) };
      });
      const expiresAt = toExpiry(now, windowSeconds);
      const _id = new mongoose.Types.ObjectId();
      const { ticket } = ordered[0]!;
      const resale = resaleOrder(items[0]!.ticket.terms);
      const order = newOrder(
        { _id, userId, expiresAt, ticket, items: ordered, total, currency, slots, ...resale },
        now,
      );
      try {
        await this.save(order, allowances, within);
        await settle(picked, 'saved');
        return order;
      } catch (error) {
        await settle(picked, isPlaceTaken(error) ? 'taken' : 'free');
        if (isSlotTaken(error)) slots = await findFreeSlots({ userId, count, slots: maxUnpaid, now });
        else if (!isPlaceTaken(error) && !isAllowanceTaken(error)) throw error;
      }
    }
  }

  private async checkQueues(items: readonly Item[], userId: string, now: Date): Promise<void> {
    const shows = new Set(items.flatMap(({ ticket }) => (ticket.hasQueue ? ticket.terms.showId! : [])));
    for (const showId of shows) await this.queue.check(showId, userId, now);
  }

  private async findItem(item: WantedItem): Promise<Item> {
    const ticketId = item.ticketId.toLowerCase();
    const { price: shown, seats } = item;
    const ticket = await (shown === undefined
      ? this.offers.find(ticketId)
      : this.offers.findAtPrice(ticketId, shown));
    if (!ticket) throw new NotFoundError('There is no such ticket');
    if (!ticket.taken && shown !== undefined && shown !== ticket.price) throw priceChanged(ticket.price);
    return { ticket, quantity: itemQuantity(item), seats };
  }

  /** Picks in one order whatever the cart: two that wait for what the other has picked would wait for ever. */
  private async pickAll(items: readonly Item[]): Promise<PickedPlaces[]> {
    const picked = new Map<Item, PickedPlaces>();
    try {
      for (const item of items.toSorted((a, b) => (a.ticket.id < b.ticket.id ? -1 : 1)))
        picked.set(item, await this.pick(item));
      return items.map((item) => picked.get(item)!);
    } catch (error) {
      await settle([...picked.values()], 'free');
      throw error;
    }
  }

  private async pick({ ticket, quantity, seats }: Item): Promise<PickedPlaces> {
    if (ticket.isSingle) {
      if (seats) throw unknownSeat();
      if (ticket.taken || quantity > 1) throw await this.taken(ticket);
      return { places: [0], settle: () => Promise.resolve() };
    }
    if (seats) {
      const labels = new Set(await this.picker.labels(ticket));
      if (!seats.every((label) => labels.has(label))) throw unknownSeat();
    }
    const picked = await this.picker.pick(ticket, quantity, seats);
    if (!picked) throw await this.taken(ticket);
    return picked;
  }

  private save(
    order: ReturnType<typeof newOrder>,
    allowances: readonly (readonly string[])[],
    within?: WithOrder,
  ): Promise<void> {
    return this.outbox.insert(async (batch) => {
      order.items!.forEach(({ ticket, places }, item) =>
        places.forEach((place, nth) => {
          const allowance = allowances[item]![nth];
          const key = placeId(ticket.id, place);
          batch.insert(Place.collection, { _id: key, order: order._id, ...(allowance ? { allowance } : {}) });
        }),
      );
      batch.insert(Order.collection, order);
      await publishOrderCreated(batch, order);
      await within?.(batch, order);
    });
  }

  private async taken({ id }: TicketAvailability): Promise<BadRequestError> {
    const code = (await this.offers.isHeld(id)) ? 'reserved' : 'sold_out';
    return refused('Ticket is already reserved', 'ticketId', code);
  }
}

function checkCount(items: readonly WantedItem[]): number {
  // Keys compare text: an id in capitals is the same ticket.
  const ids = new Set(items.map(({ ticketId }) => ticketId.toLowerCase()));
  if (ids.size < items.length) throw refused('Each ticket may be there once', 'items');
  if (items.some(({ seats, quantity }) => seats && quantity !== undefined && quantity !== seats.length))
    throw refused('The seats are the places: their number is the quantity', 'quantity');
  const count = items.reduce((sum, item) => sum + itemQuantity(item), 0);
  if (count > MAX_PLACES)
    throw refused(`An order has at most ${MAX_PLACES} places`, 'quantity', 'over_limit');
  return count;
}

function itemQuantity({ quantity, seats }: WantedItem): number {
  return seats?.length ?? quantity ?? 1;
}

async function settle(
  picked: readonly PickedPlaces[],
  outcome: Parameters<PickedPlaces['settle']>[0],
): Promise<void> {
  for (const places of picked) await places.settle(outcome);
}

function unknownSeat(): BadRequestError {
  return refused('There is no such seat', 'seats');
}

function priceChanged(price: number): ConflictError {
  const message = `The price of the ticket is now ${price.toFixed(2)}`;
  return new ConflictError(message, { field: 'price', code: 'price_changed', price });
}
