import { type OrderUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener } from '@ticketing/common/messaging';
import { Order } from '../../models/order';
import { applyVersion } from '../apply-version';
import { queueGroupName } from '../queue-group-name';

/** A live order changed, for example because the bank asks its buyer. */
export class OrderUpdatedListener extends Listener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
  readonly queueGroupName = queueGroupName;

  async onMessage({
    id,
    version,
    status,
    userId,
    expiresAt,
    ticket,
  }: OrderUpdatedEvent['data']): Promise<void> {
    await applyVersion(Order, {
      kind: 'order',
      id,
      version,
      set: { status, userId, expiresAt: new Date(expiresAt), ticketId: ticket.id, price: ticket.price },
    });
  }
}
