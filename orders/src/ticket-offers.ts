import { SharedReads } from '@ticketing/common';
import { Order } from './models/order';
import { Ticket } from './models/ticket';

/** What is known of a ticket at the moment somebody wants it. */
export interface TicketOffer {
  readonly title: string;
  /** Currency units, whole cents. */
  readonly price: number;
  /** Whether an order that isn't cancelled already has it. */
  readonly taken: boolean;
}

/** Looks tickets up for those who want them; many buyers who ask at the same time share the two reads. */
export class TicketOffers {
  private readonly reads = new SharedReads<TicketOffer>(readOffers);

  /** The ticket as it is now, or `undefined` when none is known by this id. */
  find(ticketId: string): Promise<TicketOffer | undefined> {
    return this.reads.get(ticketId);
  }
}

async function readOffers(ids: readonly string[]): Promise<Map<string, TicketOffer>> {
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
