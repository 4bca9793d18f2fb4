import { type OrderCreatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener } from '@ticketing/common/messaging';
import { Order } from '../../models/order';
import { applyVersion } from '../apply-version';
import { queueGroupName } from '../queue-group-name';

/** A new order can be paid. */
export class OrderCreatedListener extends Listener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
  readonly queueGroupName = queueGroupName;

  async onMessage({
    id,
    version,
    status,
    userId,
    expiresAt,
    ticket,
  }: OrderCreatedEvent['data']): Promise<void> {
    await applyVersion(Order, {
      kind: 'order',
      id,
      version,
      set: { status, userId, expiresAt: new Date(expiresAt), ticketId: ticket.id, price: ticket.price },
    });
  }
}
