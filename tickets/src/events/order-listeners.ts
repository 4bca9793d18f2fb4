import {
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderCreatedEvent,
  type OrderUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { Listener } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import type { Hold } from '../domain/hold';
import { applyOrder } from './apply-order';

type OrderEvent = OrderCreatedEvent | OrderUpdatedEvent | OrderCancelledEvent | OrderCompletedEvent;

/** What all listeners to an order's events do: its hold on the ticket takes the state that the event brings. */
abstract class OrderListener<T extends OrderEvent> extends Listener<T> {
  protected abstract readonly state: Hold['state'];

  constructor(private readonly outbox: Outbox) {
    super();
  }

  /** All orders of a ticket write to the ticket. */
  override exclusiveKey({ ticket }: T['data']): string {
    return `ticket:${ticket.id}`;
  }

  onMessage({ id, version, ticket }: T['data']): Promise<void> {
    return applyOrder(this.outbox, { orderId: id, version, ticketId: ticket.id, state: this.state });
  }
}

/** A new order holds the ticket, or waits in line behind the one that does. */
export class OrderCreatedListener extends OrderListener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
  protected readonly state = 'live';
}

/** A live order changed; its hold goes on. */
export class OrderUpdatedListener extends OrderListener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
  protected readonly state = 'live';
}

/** An order ended: the ticket passes to the next live order, or is free. */
export class OrderCancelledListener extends OrderListener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
  protected readonly state = 'ended';
}

/** An order was paid: its ticket is sold. */
export class OrderCompletedListener extends OrderListener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
  protected readonly state = 'complete';
}
