import { type OrderPaymentRejectedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { Refunds } from '../../attempts/refunds';
import { queueGroupName } from '../queue-group-name';

/** Money came for an order that can not be completed any more: it is given back, once. */
export class OrderPaymentRejectedListener extends Listener<OrderPaymentRejectedEvent> {
  readonly subject = Subjects.OrderPaymentRejected;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly refunds: Pick<Refunds, 'request' | 'performSoon'>,
  ) {
    super(messaging);
  }

  /** @throws Error when there is no such payment, or it never took money: a person has to look at that */
  async onMessage({ paymentId, reason }: OrderPaymentRejectedEvent['data']): Promise<void> {
    const by = { id: 'orders', role: 'orders' } as const;
    const payment = await this.refunds.request(paymentId, { by, reason });
    if (payment?.status === 'refunded') return;
    if (payment?.status !== 'refunding') {
      throw new Error(`payment ${paymentId} was rejected, but is ${payment?.status ?? 'not known'}`);
    }
    this.refunds.performSoon(payment);
  }
}
