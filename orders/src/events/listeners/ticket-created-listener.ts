import { Subjects, type TicketCreatedEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import { queueGroupName } from '../queue-group-name';
import type { TicketReplica } from '../ticket-replica';

/** A ticket can be ordered from now on. */
export class TicketCreatedListener extends Listener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly tickets: TicketReplica,
  ) {
    super(messaging);
  }

  onMessage({ id, version, title, price, userId }: TicketCreatedEvent['data']): Promise<void> {
    return this.tickets.create({ id, version, title, price, userId });
  }
}
