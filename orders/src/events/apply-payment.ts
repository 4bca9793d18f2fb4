import { decideVersion, GapError } from '@ticketing/common/messaging';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { Order, type OrderDocument } from '../models/order';
import { PaymentVersion } from '../models/payment-version';

/** One version of a payment of an order. */
export interface PaymentChange {
  readonly id: string;
  readonly version: number;
  readonly orderId: string;
}

/**
 * Runs `apply` on the order of a payment event, in one transaction with the note that this version of the payment
 * was applied, so that each is applied once and in order.
 *
 * @throws GapError when an earlier version of the payment is missing
 * @throws Error when there is no such order
 */
export async function applyPayment(
  outbox: Outbox,
  { id, version, orderId }: PaymentChange,
  apply: (tx: Transaction, order: OrderDocument) => Promise<void>,
): Promise<void> {
  await outbox.transaction(async (tx) => {
    const known = await PaymentVersion.findById(id).session(tx.session).lean();
    const decision = decideVersion(known?.version, version);
    if (decision === 'stale') return;
    if (decision === 'gap') throw new GapError({ aggregate: `payment:${id}`, version: version - 1 });
    await PaymentVersion.updateOne(
      { _id: id },
      { $set: { orderId, version } },
      { upsert: true, session: tx.session },
    );
    const order = await Order.findById(orderId).session(tx.session);
    if (!order) throw new Error(`payment ${id} is for order ${orderId}, which does not exist`);
    await apply(tx, order);
  });
}
