import { type OrderUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { OrderTimers } from '../../queues/expiration-queue';
import { queueGroupName } from '../queue-group-name';

/** Moves the timer of a live order to its new time; an older version than the timer's changes nothing. */
export class OrderUpdatedListener extends Listener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly timers: OrderTimers,
  ) {
    super(messaging);
  }

  async onMessage({ id, version, expiresAt }: OrderUpdatedEvent['data']): Promise<void> {
    await this.timers.schedule({ orderId: id, version, expiresAt });
  }
}
