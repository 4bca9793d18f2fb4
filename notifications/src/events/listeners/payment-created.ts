import { type PaymentCreatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import type { PaymentReplica } from '../../replicas/replicas';
import { paymentReceived } from '../../templates';
import { paymentEntry } from '../feed-entries';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Gives the payer a receipt. */
export class PaymentCreatedListener extends Listener<PaymentCreatedEvent> {
  readonly subject = Subjects.PaymentCreated as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: PaymentCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller, context } = this.parts;
    if (!(await replicas.payments.check(data)).apply) return;
    const { id, version, orderId, userId, amount } = data;
    const { ticketId } = await replicas.orders.get(orderId);
    const { title } = await replicas.tickets.get(ticketId);
    const payment: PaymentReplica = { _id: id, version, orderId, status: 'paid' };
    const content = paymentReceived({ orderId, title, amount }, context);
    await teller.tell(
      causeOf(meta),
      [{ userId, kind: 'payment', event: 'payment.received', content }],
      [paymentEntry(payment, userId)],
    );
    await replicas.payments.store(payment);
  }
}
