import { Subjects, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OwnedReplica } from '../../models/owned-replica';
import { queueGroupName } from '../queue-group-name';

/** Keeps the version of the replica of a ticket for sale. */
export class TicketUpdatedListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly tickets: OwnedReplica,
  ) {
    super(messaging);
  }

  async onMessage(data: TicketUpdatedEvent['data']): Promise<void> {
    await this.tickets.apply(data);
  }
}
