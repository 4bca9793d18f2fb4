import { type OrderCompletedEvent, OrderStatus, Subjects } from '@ticketing/common/contracts';
import { Listener } from '@ticketing/common/messaging';
import { Order } from '../../models/order';
import { applyVersion } from '../apply-version';
import { queueGroupName } from '../queue-group-name';

/** An order is paid; it can not be paid again. */
export class OrderCompletedListener extends Listener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
  readonly queueGroupName = queueGroupName;

  async onMessage({ id, version }: OrderCompletedEvent['data']): Promise<void> {
    await applyVersion(Order, { kind: 'order', id, version, set: { status: OrderStatus.Complete } });
  }
}
