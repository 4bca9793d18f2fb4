import { type PaymentPendingEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type MessageContext, type Messaging } from '@ticketing/common/messaging';
import type { PaymentReplica } from '../../replicas/replicas';
import { paymentEntry } from '../feed-entries';
import { causeOf } from '../teller';
import { type ListenerParts, queueGroupName } from './listener-parts';

/** Shows the buyer that the bank asks. No mail: they are at the page that asks them. */
export class PaymentPendingListener extends Listener<PaymentPendingEvent> {
  readonly subject = Subjects.PaymentPending as const;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly parts: ListenerParts,
  ) {
    super(messaging);
  }

  async onMessage(data: PaymentPendingEvent['data'], { meta }: MessageContext): Promise<void> {
    const { replicas, teller } = this.parts;
    if (!(await replicas.payments.check(data)).apply) return;
    const { id, version, orderId } = data;
    const { userId } = await replicas.orders.get(orderId);
    const payment: PaymentReplica = { _id: id, version, orderId, status: 'pending' };
    await teller.tell(causeOf(meta), [], [paymentEntry(payment, userId)]);
    await replicas.payments.store(payment);
  }
}
