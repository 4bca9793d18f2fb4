import { type OrderCancelledEvent, OrderStatus, Subjects } from '@ticketing/common/contracts';
import { GapError, Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import type { OrderReplica } from '../../replicas/replicas';
import { orderEnded } from '../../templates';
import { orderEntry } from '../feed-entries';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Tells the buyer how the order ended: expired, cancelled or refunded. */
export class OrderCancelledListener extends Listener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: OrderCancelledEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller } = this.parts;
    const step = await replicas.orders.check(data);
    if (!step.apply) return;
    const { id, version, reason, userId } = data;
    if (!step.before) throw new GapError({ aggregate: `order:${id}`, version: 0 });
    const { title } = await replicas.tickets.get(data.ticket.id);
    const order: OrderReplica = { ...step.before, version, status: OrderStatus.Cancelled, reason };
    delete order.remindAt;
    const event = reason === 'expired' ? 'order.expired' : 'order.cancelled';
    const content = orderEnded({ id, title }, reason);
    await teller.tell(causeOf(meta), [{ userId, kind: 'order', event, content }], [orderEntry(order)]);
    await replicas.orders.store(order, ['remindAt']);
  }
}
