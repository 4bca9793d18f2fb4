import { decideVersion, GapError, Listener, Subjects, type TicketUpdatedEvent } from '@ticketing/common';
import { Ticket } from '../../models/ticket';
import { queueGroupName } from '../queue-group-name';

/** A ticket's title or price changed, or who holds it; orders still to come see the new price. */
export class TicketUpdatedListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
  readonly queueGroupName = queueGroupName;

  async onMessage({ id, version, title, price }: TicketUpdatedEvent['data']): Promise<void> {
    const ticket = await Ticket.findById(id);
    switch (decideVersion(ticket?.version, version)) {
      case 'stale':
        return;
      case 'gap':
        throw new GapError({ aggregate: `ticket:${id}`, version: version - 1 });
      case 'apply':
        // The save raises the version by one and only goes through if nobody else did so meanwhile.
        ticket?.set({ title, price });
        await ticket?.save();
    }
  }
}
