import { Subjects, type TicketCreatedEvent } from '@ticketing/common/contracts';
import { Listener } from '@ticketing/common/messaging';
import { Ticket } from '../../models/ticket';
import { applyVersion } from '../apply-version';
import { queueGroupName } from '../queue-group-name';

/** Notes who sells a new ticket. */
export class TicketCreatedListener extends Listener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
  readonly queueGroupName = queueGroupName;

  async onMessage({ id, version, userId }: TicketCreatedEvent['data']): Promise<void> {
    await applyVersion(Ticket, { kind: 'ticket', id, version, set: { userId } });
  }
}
