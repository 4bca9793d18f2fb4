import { type PaymentCreatedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type Messaging } from '@ticketing/common/messaging';
import type { Outbox } from '@ticketing/common/outbox';
import { complete } from '../../domain/order';
import { applyPayment } from '../apply-payment';
import { isTicketTaken } from '../../models/ticket-taken';
import { Order } from '../../models/order';
import { saveChanged } from '../publish-order-events';
import { OrderPaymentRejectedPublisher } from '../publishers/order-payment-rejected-publisher';
import { queueGroupName } from '../queue-group-name';

type Payment = PaymentCreatedEvent['data'];

/**
 * Money came in: the order is complete. An order that ended meanwhile takes its ticket back if nobody else has it;
 * otherwise the payment is rejected, and payments gives the money back.
 */
export class PaymentCreatedListener extends Listener<PaymentCreatedEvent> {
  readonly subject = Subjects.PaymentCreated;
  readonly queueGroupName = queueGroupName;

  constructor(
    messaging: Messaging,
    private readonly outbox: Outbox,
  ) {
    super(messaging);
  }

  async onMessage(payment: Payment): Promise<void> {
    try {
      await this.completeOrder(payment);
    } catch (error) {
      if (!isTicketTaken(error)) throw error;
      await this.reject(payment, 'the ticket was taken by another order');
    }
  }

  private completeOrder(payment: Payment): Promise<void> {
    return applyPayment(this.outbox, payment, async (tx, order) => {
      const decision = complete(order, payment.id);
      if (decision.do) {
        const taken = await Order.exists({
          'ticket.id': order.ticket.id,
          holds: true,
          _id: { $ne: order._id },
        }).session(tx.session);
        if (taken) return this.tellRejected(payment, 'the ticket was taken by another order', tx);
        order.set(decision.set);
        await saveChanged(tx, order);
      } else if (decision.why === 'paid-by-another') {
        await this.tellRejected(payment, 'the order was already paid', tx);
      }
    });
  }

  /** The index had the last word: another order took the ticket at the same instant. */
  private reject(payment: Payment, reason: string): Promise<void> {
    return applyPayment(this.outbox, payment, (tx) => this.tellRejected(payment, reason, tx));
  }

  private tellRejected(
    payment: Payment,
    reason: string,
    tx: ConstructorParameters<typeof OrderPaymentRejectedPublisher>[0],
  ): Promise<void> {
    return new OrderPaymentRejectedPublisher(tx).publish({
      orderId: payment.orderId,
      paymentId: payment.id,
      reason,
    });
  }
}
