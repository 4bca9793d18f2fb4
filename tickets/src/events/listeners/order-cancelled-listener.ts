import { Listener, type Messaging, type OrderCancelledEvent, type Outbox, Subjects } from '@ticketing/common';
import { applyOrder } from '../apply-order';
import { queueGroupName } from '../queue-group-name';

/** An order ended: the ticket passes to the next live order, or is free. */
export class OrderCancelledListener extends Listener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
  ) {
    super(messaging);
  }

  onMessage({ id, version, ticket }: OrderCancelledEvent['data']): Promise<void> {
    return applyOrder(this.outbox, { orderId: id, version, ticketId: ticket.id, state: 'ended' });
  }
}
