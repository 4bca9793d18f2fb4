import { type OrderCompletedEvent, OrderStatus, Subjects } from '@ticketing/common/contracts';
import { GapError, Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import type { OrderReplica } from '../../replicas/replicas';
import { orderCompleted } from '../../templates';
import { orderEntry } from '../feed-entries';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Tells the buyer that the ticket is theirs. */
export class OrderCompletedListener extends Listener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: OrderCompletedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller } = this.parts;
    const step = await replicas.orders.check(data);
    if (!step.apply) return;
    const { id, version, userId } = data;
    if (!step.before) throw new GapError({ aggregate: `order:${id}`, version: 0 });
    const { title } = await replicas.tickets.get(data.ticket.id);
    const order: OrderReplica = { ...step.before, version, status: OrderStatus.Complete };
    delete order.remindAt;
    delete order.reason;
    const content = orderCompleted({ id, title });
    await teller.tell(
      causeOf(meta),
      [{ userId, kind: 'order', event: 'order.completed', content }],
      [orderEntry(order)],
    );
    await replicas.orders.store(order, ['remindAt', 'reason']);
  }
}
