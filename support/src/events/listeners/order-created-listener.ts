import { Subjects, type OrderCreatedEvent } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OwnedReplica } from '../../models/owned-replica';
import { queueGroupName } from '../queue-group-name';

/** Keeps whose an order is, so that a support ticket can be linked to it. */
export class OrderCreatedListener extends Listener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly orders: OwnedReplica,
  ) {
    super(messaging);
  }

  async onMessage(data: OrderCreatedEvent['data']): Promise<void> {
    await this.orders.apply(data);
  }
}
