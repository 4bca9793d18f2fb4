import { type PaymentPendingEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import { awaitPayment } from '../../domain/order';
import { applyPayment } from '../apply-payment';
import { saveChanged } from '../publish-order-events';
import { queueGroupName } from '../queue-group-name';

/** The bank asks the buyer: the hold is prolonged, once. */
export class PaymentPendingListener extends Listener<PaymentPendingEvent> {
  readonly subject = Subjects.PaymentPending;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
  ) {
    super(messaging);
  }

  onMessage(data: PaymentPendingEvent['data']): Promise<void> {
    return applyPayment(this.outbox, data, async (tx, order) => {
      const decision = awaitPayment(order, new Date(data.until));
      if (!decision.do) return;
      order.set(decision.set);
      await saveChanged(tx, order);
    });
  }
}
