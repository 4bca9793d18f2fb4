import { Listener, Subjects, type TicketCreatedEvent } from '@ticketing/common';
import { Ticket } from '../../models/ticket';
import { queueGroupName } from '../queue-group-name';

/** A ticket can be ordered from now on. */
export class TicketCreatedListener extends Listener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
  readonly queueGroupName = queueGroupName;

  async onMessage({ id, version, title, price, userId }: TicketCreatedEvent['data']): Promise<void> {
    await Ticket.updateOne(
      { _id: id },
      { $setOnInsert: { title, price, userId, version } },
      { upsert: true },
    );
  }
}
