import { type PaymentRefundedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import type { PaymentReplica } from '../../replicas/replicas';
import { paymentRefunded } from '../../templates';
import { paymentEntry } from '../feed-entries';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Tells the payer that the money goes back, and why. */
export class PaymentRefundedListener extends Listener<PaymentRefundedEvent> {
  readonly subject = Subjects.PaymentRefunded as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: PaymentRefundedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller, context } = this.parts;
    if (!(await replicas.payments.check(data)).apply) return;
    const { id, version, orderId, userId, amount, reason } = data;
    const { ticketId } = await replicas.orders.get(orderId);
    const { title } = await replicas.tickets.get(ticketId);
    const payment: PaymentReplica = { _id: id, version, orderId, status: 'refunded' };
    const content = paymentRefunded({ orderId, title, amount, reason }, context);
    await teller.tell(
      causeOf(meta),
      [{ userId, kind: 'payment', event: 'payment.refunded', content }],
      [paymentEntry(payment, userId)],
    );
    await replicas.payments.store(payment);
  }
}
