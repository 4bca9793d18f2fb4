import {
  type PaymentCreatedEvent,
  type PaymentPendingEvent,
  type PaymentRefundedEvent,
  type PaymentUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { isNextVersion, Listener } from '@ticketing/common/messaging';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { awaitPayment, complete, holdsTicket, isPaidBy, refund } from '../domain/order';
import { givePlacesBack } from '../places/give-back';
import { Order, type OrderDocument } from '../models/order';
import { PaymentVersion } from '../models/payment-version';
import { isAllowanceTaken, isPlaceTaken } from '../models/place';
import { isCancelledShow, takeBack } from '../places/take-back';
import { giveUpPlace, takeOver } from '../resale-orders';
import { saveChanged } from '../save-changed';
import type { Offers } from '../waiting/offers';
import { OrderPaymentRejectedPublisher } from './publishers';

type Payment = PaymentCreatedEvent['data'];

/** A listener to the events of payments, each of which is applied to the payment's order. */
abstract class PaymentListener<
  T extends PaymentPendingEvent | PaymentCreatedEvent | PaymentUpdatedEvent | PaymentRefundedEvent,
> extends Listener<T> {
  constructor(
    private readonly outbox: Outbox,
    protected readonly offers: Offers,
  ) {
    super();
  }

  /**
   * Runs `change` on the order of a payment event, in one transaction with the note that this version of the payment
   * was applied, so that each is applied once and in order.
   *
   * @throws GapError when an earlier version of the payment is missing
   * @throws Error when there is no such order
   */
  protected apply(
    { id, version, orderId }: T['data'],
    change: (tx: Transaction, order: OrderDocument) => Promise<void>,
  ): Promise<void> {
    return this.outbox.transaction(async (tx) => {
      const known = await PaymentVersion.findById(id).session(tx.session).lean();
      if (!isNextVersion({ aggregate: `payment:${id}`, version }, known?.version)) return;
      await PaymentVersion.updateOne(
        { _id: id },
        { $set: { orderId, version } },
        { upsert: true, session: tx.session },
      );
      const order = await Order.findById(orderId).session(tx.session);
      if (!order) throw new Error(`payment ${id} is for order ${orderId}, which does not exist`);
      await change(tx, order);
    });
  }
}

/** The bank asks the buyer: the hold is prolonged, once. */
export class PaymentPendingListener extends PaymentListener<PaymentPendingEvent> {
  readonly subject = Subjects.PaymentPending;

  onMessage(data: PaymentPendingEvent['data']): Promise<void> {
    return this.apply(data, async (tx, order) => {
      const decision = awaitPayment(order, new Date(data.until));
      if (!decision.do) return;
      order.set(decision.set);
      await saveChanged(tx, order, this.offers);
    });
  }
}

/**
 * Money came in: the order is complete. An order that ended meanwhile takes its places back, or others of the
 * ticket that are as good, if they are free and its buyer may have them; otherwise the payment is rejected, and payments
 * gives the money back.
 */
export class PaymentCreatedListener extends PaymentListener<PaymentCreatedEvent> {
  readonly subject = Subjects.PaymentCreated;

  async onMessage(payment: Payment): Promise<void> {
    for (;;) {
      try {
        return await this.completeOrder(payment);
      } catch (error) {
        // The key had the last word: another order took a place at the same instant. There may be others.
        if (!isPlaceTaken(error) && !isAllowanceTaken(error)) throw error;
      }
    }
  }

  private completeOrder(payment: Payment): Promise<void> {
    return this.apply(payment, async (tx, order) => {
      const decision = complete(order, payment.id);
      if (decision.do) {
        if (await isCancelledShow(tx, order)) return reject(tx, payment, 'the show was cancelled');
        // What ended may have been used by its holder since.
        if (order.resale && !(holdsTicket(order.status) && (await takeOver(tx, order))))
          return reject(tx, payment, 'the ticket is no longer sold by its holder');
        const why = holdsTicket(order.status) ? undefined : await takeBack(tx, order);
        if (why) return reject(tx, payment, why);
        order.set(decision.set);
        await saveChanged(tx, order, this.offers);
      } else if (decision.why === 'paid-by-another') {
        await reject(tx, payment, 'the order was already paid');
      }
    });
  }
}

/** Some places of a completed order were given back: they are free, and the order goes on with the others. */
export class PaymentUpdatedListener extends PaymentListener<PaymentUpdatedEvent> {
  readonly subject = Subjects.PaymentUpdated;

  onMessage(data: PaymentUpdatedEvent['data']): Promise<void> {
    const given = data.items.map(({ ticket, places }) => ({ ticketId: ticket.id, places }));
    return this.apply(data, async (tx, order) => {
      if (isPaidBy(order, data.id)) await givePlacesBack(tx, order, given, this.offers);
    });
  }
}

/** The money of a completed order was given back: the order ends and frees its places. */
export class PaymentRefundedListener extends PaymentListener<PaymentRefundedEvent> {
  readonly subject = Subjects.PaymentRefunded;

  onMessage(data: PaymentRefundedEvent['data']): Promise<void> {
    return this.apply(data, async (tx, order) => {
      const decision = refund(order, data.id);
      if (!decision.do) return;
      order.set(decision.set);
      await giveUpPlace(tx, order);
      await saveChanged(tx, order, this.offers);
    });
  }
}

function reject(tx: Transaction, { orderId, id: paymentId }: Payment, reason: string): Promise<void> {
  return new OrderPaymentRejectedPublisher(tx).publish({ orderId, paymentId, reason });
}
