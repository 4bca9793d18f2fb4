import { Listener, type Messaging, type OrderCreatedEvent, type Outbox, Subjects } from '@ticketing/common';
import { applyOrder } from '../apply-order';
import { queueGroupName } from '../queue-group-name';

/** A new order holds the ticket, or waits in line behind the one that does. */
export class OrderCreatedListener extends Listener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
  ) {
    super(messaging);
  }

  onMessage({ id, version, ticket }: OrderCreatedEvent['data']): Promise<void> {
    return applyOrder(this.outbox, { orderId: id, version, ticketId: ticket.id, state: 'live' });
  }
}
