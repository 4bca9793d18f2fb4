import { setTimeout as sleep } from 'node:timers/promises';
import { SharedReads } from '@ticketing/common/concurrency';
import { Order } from './models/order';
import { Place, placeId } from './models/place';
import { Show, type ShowFields } from './models/show';
import { Ticket, type TicketTerms } from './models/ticket';

/** How long an order waits for the news of the price that its buyer was shown, in ms. */
const PRICE_WAIT_MS = 1_000;
const POLL_EVERY_MS = 25;

/** What is known of a ticket at the moment somebody wants it. */
export interface TicketAvailability {
  readonly id: string;
  readonly title: string;
  /** Currency units, whole cents. */
  readonly price: number;
  /** The seller. */
  readonly userId: string;
  readonly terms: Readonly<TicketTerms>;
  /** Whether its show was called off. */
  readonly isCancelled: boolean;
  /** Whether its show lets buyers through a few at a time. */
  readonly hasQueue: boolean;
  /** Whether it never had more than one place, which has no label. */
  readonly isSingle: boolean;
  /** Of a single one: whether an order has it. */
  readonly taken: boolean;
  /** Places that were ever for sale. */
  readonly size: number;
  /** Counts the times that places became free. */
  readonly freed: number;
  /** The version of the labels, where the places are seats. */
  readonly seatsVersion?: number | undefined;
}

/** Looks tickets up for those who want them; many buyers who ask at the same time share the reads. */
export class TicketAvailabilityLoader {
  private readonly reads = new SharedReads<TicketAvailability>(readOffers);
  private readonly pending = new SharedReads<true>(readPending);

  /** The ticket as it is now, or `undefined` when none is known by this id. */
  find(ticketId: string): Promise<TicketAvailability | undefined> {
    return this.reads.get(ticketId);
  }

  /** Whether an order of the ticket waits to be paid, so that it may yet let go. */
  async isHeld(ticketId: string): Promise<boolean> {
    return (await this.pending.get(ticketId)) ?? false;
  }

  /**
   * The ticket once it costs what a buyer was shown: the page may have heard of a new price before this service did. As it
   * is after a second, if that doesn't come; at once when it is taken or unknown.
   *
   * @param price in currency units
   */
  async findAtPrice(ticketId: string, price: number): Promise<TicketAvailability | undefined> {
    const until = performance.now() + PRICE_WAIT_MS;
    for (;;) {
      const offer = await this.find(ticketId);
      if (!offer || offer.taken || offer.price === price || performance.now() >= until) return offer;
      await sleep(POLL_EVERY_MS);
    }
  }
}

async function readOffers(ids: readonly string[]): Promise<Map<string, TicketAvailability>> {
  const [tickets, singles] = await Promise.all([
    Ticket.find({ _id: { $in: ids } }, { seats: 0 }).lean(),
    Place.find({ _id: { $in: ids.map((id) => placeId(id, 0)) } }, { _id: 1 }).lean(),
  ]);
  const taken = new Set(singles.map(({ _id }) => _id));
  const shows = await readShows(tickets.flatMap(({ terms }) => terms?.showId ?? []));
  return new Map(
    tickets.map(({ _id, title, price, userId, terms = {}, places, seatsVersion }) => {
      const id = String(_id);
      const isSingle = !places;
      return [
        id,
        {
          id,
          title,
          price,
          userId,
          terms,
          isCancelled: shows.get(terms.showId ?? '')?.status === 'cancelled',
          hasQueue: shows.get(terms.showId ?? '')?.queue === true,
          isSingle,
          taken: isSingle && taken.has(placeId(id, 0)),
          size: places?.size ?? 1,
          freed: places?.freed ?? 0,
          seatsVersion,
        },
      ];
    }),
  );
}

async function readShows(ids: readonly string[]): Promise<Map<string, Pick<ShowFields, 'status' | 'queue'>>> {
  if (ids.length === 0) return new Map();
  const shows = await Show.find({ _id: { $in: ids } }, { status: 1, queue: 1 }).lean();
  return new Map(shows.map((show) => [show._id, show]));
}

async function readPending(ids: readonly string[]): Promise<Map<string, true>> {
  const held = await Promise.all(
    ids.map((id) => Order.exists({ 'items.ticket.id': id, pending: true }).lean()),
  );
  return new Map(ids.filter((_id, nth) => held[nth] !== null).map((id) => [id, true]));
}
