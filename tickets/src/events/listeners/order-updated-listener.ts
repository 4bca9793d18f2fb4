import { Listener, type Messaging, type OrderUpdatedEvent, type Outbox, Subjects } from '@ticketing/common';
import { applyOrder } from '../apply-order';
import { queueGroupName } from '../queue-group-name';

/** A live order changed; its hold goes on. */
export class OrderUpdatedListener extends Listener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
  ) {
    super(messaging);
  }

  onMessage({ id, version, ticket }: OrderUpdatedEvent['data']): Promise<void> {
    return applyOrder(this.outbox, { orderId: id, version, ticketId: ticket.id, state: 'live' });
  }
}
