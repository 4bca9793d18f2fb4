import { type OrderCompletedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OrderTimers } from '../../queues/expiration-queue';
import { queueGroupName } from '../queue-group-name';

/** Removes the timer of a paid order, also when its creation is heard of only later. */
export class OrderCompletedListener extends Listener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly timers: OrderTimers,
  ) {
    super(messaging);
  }

  async onMessage({ id }: OrderCompletedEvent['data']): Promise<void> {
    await this.timers.end(id);
  }
}
