import { Subjects, type OrderCompletedEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OwnedReplica } from '../../models/owned-replica';
import { queueGroupName } from '../queue-group-name';

/** Keeps the version of an order's replica. */
export class OrderCompletedListener extends Listener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly orders: OwnedReplica,
  ) {
    super(messaging);
  }

  async onMessage(data: OrderCompletedEvent['data']): Promise<void> {
    await this.orders.apply(data);
  }
}
