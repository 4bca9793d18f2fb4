import { Subjects, type TicketUpdatedEvent } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import { type TicketChange, ticketChange } from '../../domain/ticket-change';
import type { TicketReplica } from '../../replicas/replicas';
import { type Content, ticketFreed, ticketReserved, ticketSold } from '../../templates';
import { ticketEntry } from '../feed-entries';
import { causeOf, type Tell } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Tells the seller that the ticket was reserved, freed or sold, and shows its state to those who watch it. */
export class TicketUpdatedListener extends Listener<TicketUpdatedEvent> {
  readonly subject = Subjects.TicketUpdated as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: TicketUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller } = this.parts;
    const step = await replicas.tickets.check(data);
    if (!step.apply) return;
    const { id, version, title, price, userId, orderId, status } = data;
    const ticket: TicketReplica = { _id: id, version, title, price, userId, orderId, status };
    const change = ticketChange(step.before, ticket);
    await teller.tell(causeOf(meta), change ? [this.tellOf(change, data)] : [], [ticketEntry(ticket)]);
    await replicas.tickets.store(ticket);
  }

  private tellOf(change: TicketChange, ticket: TicketUpdatedEvent['data']): Tell {
    const event = change === 'undone' ? 'freed' : change;
    return {
      userId: ticket.userId,
      kind: 'ticket',
      event: `ticket.${event}`,
      content: this.content(change, ticket),
    };
  }

  private content(change: TicketChange, ticket: TicketUpdatedEvent['data']): Content {
    switch (change) {
      case 'reserved':
        return ticketReserved(ticket, this.parts.context);
      case 'sold':
        return ticketSold(ticket);
      case 'freed':
        return ticketFreed(ticket, false);
      case 'undone':
        return ticketFreed(ticket, true);
    }
  }
}
