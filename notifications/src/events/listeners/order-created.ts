import { type OrderCreatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import { captureContext } from '@ticketing/common/observability';
import { reminderAt } from '../../domain/reminder';
import type { OrderReplica } from '../../replicas/replicas';
import { orderPlaced } from '../../templates';
import { orderEntry } from '../feed-entries';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Tells the buyer that the ticket is held for them, and plans to remind them of its end. */
export class OrderCreatedListener extends Listener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: OrderCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller, context } = this.parts;
    if (!(await replicas.orders.check(data)).apply) return;
    const { id, version, status, userId, expiresAt } = data;
    const { title } = await replicas.tickets.get(data.ticket.id);
    const { price } = data.ticket;
    const remindAt = reminderAt(new Date(meta.time), new Date(expiresAt));
    const order: OrderReplica = {
      ...{ _id: id, version, status, userId, expiresAt: new Date(expiresAt) },
      ...{ ticketId: data.ticket.id, price },
      ...(remindAt ? { remindAt, trail: captureContext() } : {}),
    };
    const content = orderPlaced({ id, title, price, expiresAt }, context);
    await teller.tell(
      causeOf(meta),
      [{ userId, kind: 'order', event: 'order.placed', content }],
      [orderEntry(order)],
    );
    await replicas.orders.store(order);
  }
}
