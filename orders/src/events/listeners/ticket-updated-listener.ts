import { Subjects, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import { queueGroupName } from '../queue-group-name';
import type { TicketReplica } from '../ticket-replica';

/** A ticket's title or price changed, or who holds it; orders still to come see the new price. */
export class TicketUpdatedListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly tickets: TicketReplica,
  ) {
    super(messaging);
  }

  onMessage({ id, version, title, price, userId }: TicketUpdatedEvent['data']): Promise<void> {
    return this.tickets.update({ id, version, title, price, userId });
  }
}
