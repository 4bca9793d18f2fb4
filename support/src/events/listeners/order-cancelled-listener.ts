import { Subjects, type OrderCancelledEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OwnedReplica } from '../../models/owned-replica';
import { queueGroupName } from '../queue-group-name';

/** Keeps the version of an order's replica; a cancelled order can still be asked about. */
export class OrderCancelledListener extends Listener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly orders: OwnedReplica,
  ) {
    super(messaging);
  }

  async onMessage(data: OrderCancelledEvent['data']): Promise<void> {
    await this.orders.apply(data);
  }
}
