import { Subjects, type TicketCreatedEvent } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import type { TicketReplica } from '../../replicas/replicas';
import { ticketEntry } from '../feed-entries';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Gets to know a ticket, and shows it to those who watch it. */
export class TicketCreatedListener extends Listener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: TicketCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller } = this.parts;
    if (!(await replicas.tickets.check(data)).apply) return;
    const { id, version, title, price, userId } = data;
    const ticket: TicketReplica = { _id: id, version, title, price, userId, orderId: null, status: 'open' };
    await teller.tell(causeOf(meta), [], [ticketEntry(ticket)]);
    await replicas.tickets.store(ticket);
  }
}
