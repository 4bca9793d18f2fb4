import { Subjects, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import { Listener } from '@ticketing/common/messaging';
import { Ticket } from '../../models/ticket';
import { applyVersion } from '../apply-version';
import { queueGroupName } from '../queue-group-name';

/** Keeps up with a ticket's versions; its seller never changes. */
export class TicketUpdatedListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated;
  readonly queueGroupName = queueGroupName;

  async onMessage({ id, version, userId }: TicketUpdatedEvent['data']): Promise<void> {
    await applyVersion(Ticket, { kind: 'ticket', id, version, set: { userId } });
  }
}
