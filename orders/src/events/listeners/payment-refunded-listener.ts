import { type PaymentRefundedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import { refund } from '../../domain/order';
import { applyPayment } from '../apply-payment';
import { saveChanged } from '../publish-order-events';
import { queueGroupName } from '../queue-group-name';

/** The money of a completed order was given back: the order ends and frees its ticket. */
export class PaymentRefundedListener extends Listener<PaymentRefundedEvent> {
  readonly subject = Subjects.PaymentRefunded;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
  ) {
    super(messaging);
  }

  onMessage(data: PaymentRefundedEvent['data']): Promise<void> {
    return applyPayment(this.outbox, data, async (tx, order) => {
      const decision = refund(order, data.id);
      if (!decision.do) return;
      order.set(decision.set);
      await saveChanged(tx, order);
    });
  }
}
