import { Subjects, type TicketCreatedEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OwnedReplica } from '../../models/owned-replica';
import { queueGroupName } from '../queue-group-name';

/** Keeps whose a ticket for sale is, so that a support ticket can be linked to it. */
export class TicketCreatedListener extends Listener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly tickets: OwnedReplica,
  ) {
    super(messaging);
  }

  async onMessage(data: TicketCreatedEvent['data']): Promise<void> {
    await this.tickets.apply(data);
  }
}
