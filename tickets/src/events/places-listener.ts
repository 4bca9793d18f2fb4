import { type PlacesUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { isNextVersion, Listener } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import { placesStatus } from '../domain/places';
import { countPlaces, readSinglePlace } from '../models/ticket-hold';
import { Ticket } from '../models/ticket';
import { TicketUpdatedPublisher } from './publishers';
import { toTicketUpdated } from './ticket-event';

/** Orders made the places of a ticket more or fewer, as far as free ones allowed what the seller wants. */
export class PlacesUpdatedListener extends Listener<PlacesUpdatedEvent> {
  readonly subject = Subjects.PlacesUpdated;

  constructor(private readonly outbox: Outbox) {
    super();
  }

  /** @throws GapError when an earlier version is missing; Error when there is no such ticket */
  onMessage(places: PlacesUpdatedEvent['data']): Promise<void> {
    return this.apply(places, (known) =>
      isNextVersion({ aggregate: `places:${places.id}`, version: places.version }, known),
    );
  }

  /** How many places there are now is taken whatever was missed before. */
  override onReplay(places: PlacesUpdatedEvent['data']): Promise<void> {
    return this.apply(places, (known = -1) => places.version > known);
  }

  private async apply(
    { id, version, quantity, ticketVersion }: PlacesUpdatedEvent['data'],
    isDue: (known: number | undefined) => boolean,
  ): Promise<void> {
    await this.outbox.transaction(async (tx) => {
      const { session } = tx;
      const ticket = await Ticket.findById(id, { seats: { $slice: 1 } }).session(session);
      if (!ticket) throw new Error(`places are of ticket ${id}, which does not exist`);
      if (!isDue(ticket.placesVersion)) return;
      const wasSingle = ticket.quantity === 1;
      ticket.set({ placesVersion: version, quantity });
      // An answer to an earlier wish leaves the later one pending.
      if (ticketVersion >= (ticket.pendingVersion ?? 0))
        ticket.set({ pendingQuantity: undefined, pendingVersion: undefined });
      if (quantity === 1) ticket.set(await readSinglePlace(ticket, session));
      else {
        if (wasSingle) ticket.set({ orderId: null, ...(await countPlaces(id, session)) });
        ticket.set({ status: placesStatus(ticket) });
      }
      await ticket.save({ session });
      await new TicketUpdatedPublisher(tx).publish(toTicketUpdated(ticket.toObject()));
    });
  }
}
