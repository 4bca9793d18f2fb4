import { type OrderCancelledEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OrderTimers } from '../../queues/expiration-queue';
import { queueGroupName } from '../queue-group-name';

/** Removes the timer of a cancelled order, also when its creation is heard of only later. */
export class OrderCancelledListener extends Listener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly timers: OrderTimers,
  ) {
    super(messaging);
  }

  async onMessage({ id }: OrderCancelledEvent['data']): Promise<void> {
    await this.timers.end(id);
  }
}
