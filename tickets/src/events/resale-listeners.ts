import {
  type ResaleCompletedEvent,
  type ResaleCreatedEvent,
  type ResaleUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { GapError, Listener } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { singlePlace } from '../domain/places';
import { newTicket, Ticket } from '../models/ticket';
import { TicketCreatedPublisher, TicketUpdatedPublisher } from './publishers';
import { toTicketCreated, toTicketUpdated } from './ticket-event';

/** A holder sells an admission again: a ticket of one place, of theirs. */
export class ResaleCreatedListener extends Listener<ResaleCreatedEvent> {
  readonly subject = Subjects.ResaleCreated;

  constructor(private readonly outbox: Outbox) {
    super();
  }

  async onMessage(resale: ResaleCreatedEvent['data']): Promise<void> {
    const { id, title, price, currency, userId, showId, seat, admissionId } = resale;
    const ticket = {
      ...newTicket(
        {
          title,
          price,
          currency,
          userId,
          resaleOf: admissionId,
          ...(showId && { showId }),
          ...(seat && { seats: [seat] }),
        },
        new Date(),
      ),
      _id: new mongoose.Types.ObjectId(id),
    };
    await this.outbox.transaction(async (tx) => {
      if (await Ticket.exists({ _id: ticket._id }).session(tx.session)) return;
      await Ticket.collection.insertOne(ticket, { session: tx.session });
      await new TicketCreatedPublisher(tx).publish(toTicketCreated(ticket));
    });
  }
}

/** Ends what a holder sold; that it can't be bought meanwhile is seen by its order. */
async function withdraw(outbox: Outbox, id: string): Promise<void> {
  await outbox.transaction(async (tx) => {
    const ticket = await Ticket.findById(id).session(tx.session);
    if (!ticket) throw new GapError({ aggregate: `resale:${id}`, version: 0 });
    if (ticket.withdrawn) return;
    ticket.set({ withdrawn: true, status: singlePlace(ticket.status, true).status });
    await ticket.save({ session: tx.session });
    await new TicketUpdatedPublisher(tx).publish(toTicketUpdated(ticket.toObject()));
  });
}

/** A resale was withdrawn, or comes and goes with an order, of which the order itself tells. */
export class ResaleUpdatedListener extends Listener<ResaleUpdatedEvent> {
  readonly subject = Subjects.ResaleUpdated;

  constructor(private readonly outbox: Outbox) {
    super();
  }

  async onMessage({ id, status }: ResaleUpdatedEvent['data']): Promise<void> {
    if (status === 'withdrawn') await withdraw(this.outbox, id);
  }
}

/** A resale was paid: should its order be given back, it isn't for sale again. */
export class ResaleCompletedListener extends Listener<ResaleCompletedEvent> {
  readonly subject = Subjects.ResaleCompleted;

  constructor(private readonly outbox: Outbox) {
    super();
  }

  onMessage({ id }: ResaleCompletedEvent['data']): Promise<void> {
    return withdraw(this.outbox, id);
  }
}
