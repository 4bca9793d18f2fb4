import { type OrderUpdatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import { captureContext } from '@ticketing/common/observability';
import { reminderAt } from '../../domain/reminder';
import { isWaiting, type OrderReplica } from '../../replicas/replicas';
import { orderEntry } from '../feed-entries';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Shows the buyer the order's new state; a moved end moves the reminder. */
export class OrderUpdatedListener extends Listener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: OrderUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller } = this.parts;
    const step = await replicas.orders.check(data);
    if (!step.apply) return;
    const { id, version, status, userId, ticket } = data;
    const expiresAt = new Date(data.expiresAt);
    const moved = step.before?.expiresAt.getTime() !== expiresAt.getTime();
    const remindAt = moved ? reminderAt(new Date(meta.time), expiresAt) : step.before?.remindAt;
    const order: OrderReplica = {
      ...{ _id: id, version, status, userId, expiresAt, ticketId: ticket.id, price: ticket.price },
      ...(remindAt && isWaiting(data) ? { remindAt } : {}),
      ...(moved ? { trail: captureContext() } : {}),
    };
    await teller.tell(causeOf(meta), [], [orderEntry(order)]);
    await replicas.orders.store(order, order.remindAt ? [] : ['remindAt']);
  }
}
