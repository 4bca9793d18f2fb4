import { type OrderCreatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OrderTimers } from '../../queues/expiration-queue';
import { queueGroupName } from '../queue-group-name';

/** Sets the timer of a new order; one whose time is already up fires at once. */
export class OrderCreatedListener extends Listener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly timers: OrderTimers,
  ) {
    super(messaging);
  }

  async onMessage({ id, version, expiresAt }: OrderCreatedEvent['data']): Promise<void> {
    await this.timers.schedule({ orderId: id, version, expiresAt });
  }
}
