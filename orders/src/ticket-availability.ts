import { setTimeout as sleep } from 'node:timers/promises';
import { SharedReads } from '@ticketing/common/concurrency';
import { Order } from './models/order';
import { Ticket } from './models/ticket';

/** How long an order waits for the news of the price that its buyer was shown, in ms. */
const PRICE_WAIT_MS = 1_000;
const POLL_EVERY_MS = 25;

/** What is known of a ticket at the moment somebody wants it. */
export interface TicketAvailability {
  readonly title: string;
  /** Currency units, whole cents. */
  readonly price: number;
  /** Whether an order that isn't cancelled already has it. */
  readonly taken: boolean;
}

/** Looks tickets up for those who want them; many buyers who ask at the same time share the two reads. */
export class TicketAvailabilityLoader {
  private readonly reads = new SharedReads<TicketAvailability>(readOffers);

  /** The ticket as it is now, or `undefined` when none is known by this id. */
  find(ticketId: string): Promise<TicketAvailability | undefined> {
    return this.reads.get(ticketId);
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
  const [tickets, orders] = await Promise.all([
    Ticket.find({ _id: { $in: ids } }, { title: 1, price: 1 }).lean(),
    Order.find({ 'ticket.id': { $in: ids }, holds: true }, { 'ticket.id': 1 }).lean(),
  ]);
  const taken = new Set(orders.map(({ ticket }) => ticket.id));
  return new Map(
    tickets.map(({ _id, title, price }) => {
      const id = String(_id);
      return [id, { title, price, taken: taken.has(id) }];
    }),
  );
}
