import { Listener, type Messaging, type OrderCompletedEvent, type Outbox, Subjects } from '@ticketing/common';
import { applyOrder } from '../apply-order';
import { queueGroupName } from '../queue-group-name';

/** An order was paid: its ticket is sold. */
export class OrderCompletedListener extends Listener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
  ) {
    super(messaging);
  }

  onMessage({ id, version, ticket }: OrderCompletedEvent['data']): Promise<void> {
    return applyOrder(this.outbox, { orderId: id, version, ticketId: ticket.id, state: 'complete' });
  }
}
