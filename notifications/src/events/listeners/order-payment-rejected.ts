import { type OrderPaymentRejectedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import { orderPaymentRejected } from '../../templates';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Tells the buyer that the money came too late and goes back. It is part of no history: the event's id says it once. */
export class OrderPaymentRejectedListener extends Listener<OrderPaymentRejectedEvent> {
  readonly subject = Subjects.OrderPaymentRejected as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: OrderPaymentRejectedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller } = this.parts;
    const { _id: id, userId, ticketId } = await replicas.orders.get(data.orderId);
    const { title } = await replicas.tickets.get(ticketId);
    const content = orderPaymentRejected({ id, title }, data.reason);
    await teller.tell(causeOf(meta), [{ userId, kind: 'payment', event: 'payment.rejected', content }]);
  }
}
