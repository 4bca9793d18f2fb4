import {
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderCreatedEvent,
  OrderStatus,
  type OrderUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { aggregateListeners, type AnyListener, Listener } from '@ticketing/common/messaging';
import type { OrderTimers } from '../queues/expiration-queue';

/** Everything this service listens to. */
export function listeners(timers: OrderTimers): AnyListener[] {
  return aggregateListeners<'order'>({
    [Subjects.OrderCreated]: new LiveOrderListener<OrderCreatedEvent>(Subjects.OrderCreated, timers),
    [Subjects.OrderUpdated]: new LiveOrderListener<OrderUpdatedEvent>(Subjects.OrderUpdated, timers),
    [Subjects.OrderCancelled]: new EndedOrderListener<OrderCancelledEvent>(Subjects.OrderCancelled, timers),
    [Subjects.OrderCompleted]: new EndedOrderListener<OrderCompletedEvent>(Subjects.OrderCompleted, timers),
  });
}

/**
 * Sets the timer of an order, or moves it to a new time; one whose time is already up fires at once. An older version than
 * the timer's changes nothing.
 */
class LiveOrderListener<T extends OrderCreatedEvent | OrderUpdatedEvent> extends Listener<T> {
  constructor(
    readonly subject: T['subject'],
    private readonly timers: OrderTimers,
  ) {
    super();
  }

  async onMessage({ id, version, status, expiresAt }: T['data']): Promise<void> {
    // Of a paid order that changed, the time is no matter any more.
    if (status === OrderStatus.Complete) return this.timers.end(id);
    await this.timers.schedule({ orderId: id, version, expiresAt });
  }
}

/** Removes the timer of an order that ended or was paid, also when its creation is heard of only later. */
class EndedOrderListener<T extends OrderCancelledEvent | OrderCompletedEvent> extends Listener<T> {
  constructor(
    readonly subject: T['subject'],
    private readonly timers: OrderTimers,
  ) {
    super();
  }

  async onMessage({ id }: T['data']): Promise<void> {
    await this.timers.end(id);
  }
}
