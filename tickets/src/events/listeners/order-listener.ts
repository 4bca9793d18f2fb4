import type {
  OrderCancelledEvent,
  OrderCompletedEvent,
  OrderCreatedEvent,
  OrderUpdatedEvent,
} from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import type { Hold } from '../../domain/hold';
import { applyOrder } from '../apply-order';
import { queueGroupName } from '../queue-group-name';

type OrderEvent = OrderCreatedEvent | OrderUpdatedEvent | OrderCancelledEvent | OrderCompletedEvent;

/** What all listeners to an order's events do: its hold on the ticket takes the state that the event brings. */
export abstract class OrderListener<T extends OrderEvent> extends Listener<T> {
  readonly queueGroupName = queueGroupName;
  protected abstract readonly state: Hold['state'];

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
  ) {
    super(messaging);
  }

  /** All orders of a ticket write to the ticket. */
  override exclusiveKey({ ticket }: T['data']): string {
    return `ticket:${ticket.id}`;
  }

  onMessage({ id, version, ticket }: T['data']): Promise<void> {
    return applyOrder(this.outbox, { orderId: id, version, ticketId: ticket.id, state: this.state });
  }
}
