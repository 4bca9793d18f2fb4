import { Batcher } from '@ticketing/common/concurrency';
import { parseObjectId } from '@ticketing/common/forms';
import { bindAsyncContext, counter, histogram, type Resume } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import { expire } from '../domain/order';
import { Order } from '../models/order';
import { endOrders, type StoredOrder } from '../end-orders';
import type { Offers } from '../waiting/offers';

const expiredTotal = counter('orders_expired_total', 'Orders ended because their time was up');
const lateness = histogram(
  'order_expiry_lateness_seconds',
  'Time from an order’s expiresAt until it was cancelled',
  [],
  [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 60],
);

/** Orders ended in one transaction, at the most. */
const MAX_SHARED = 256;
/** How long orders that are due wait for others after several, in milliseconds: what two of a group cost less is worth more. */
const LINGER_MS = 10;

interface Due {
  readonly orderId: string;
  readonly now: Date;
  /** Its event belongs to its own message, not to that of the first of the group. */
  readonly resume: Resume;
}

/**
 * Ends orders whose time is up. Those that are due at the same moment share a transaction, because many orders are: a
 * popular sale is reserved within seconds and expires within seconds.
 */
export class OrderExpiry {
  private readonly batches: Batcher<Due, boolean>;

  constructor(
    private readonly outbox: Outbox,
    private readonly offers: Offers,
  ) {
    this.batches = new Batcher((batch) => this.expireAll(batch), {
      maxSize: MAX_SHARED,
      lingerMs: LINGER_MS,
      isolateFailures: true,
    });
  }

  /**
   * Cancels an order whose time is up. Early, late, repeated and unknown ones change nothing.
   *
   * @returns whether this call ended the order
   */
  async expire(orderId: string, now: Date): Promise<boolean> {
    const id = parseObjectId(orderId);
    if (!id) return false;
    return this.batches.add({ orderId: id, now, resume: bindAsyncContext() });
  }

  /** @returns of each whether it was ended */
  private async expireAll(batch: readonly Due[]): Promise<boolean[]> {
    const byId = new Map(batch.map((due) => [due.orderId, due]));
    const ended = await this.outbox.transaction(async (tx) => {
      const orders = await Order.find({ _id: { $in: [...byId.keys()] }, pending: true }, null, {
        session: tx.session,
      }).lean<StoredOrder[]>();
      const due = orders.flatMap((order) => {
        const decision = expire(order, byId.get(String(order._id))!.now);
        return decision.do ? [{ ...order, ...decision.set }] : [];
      });
      await endOrders(tx, due, this.offers, ({ _id }, publish) => byId.get(String(_id))!.resume(publish));
      return due;
    });
    for (const { expiresAt } of ended) recordExpiry(expiresAt);
    const endedIds = new Map(ended.map(({ _id }) => [String(_id), byId.get(String(_id))]));
    return batch.map((due) => endedIds.get(due.orderId) === due);
  }
}

/** Counts an expired order and how late it was. */
function recordExpiry(expiresAt: Date): void {
  expiredTotal.inc();
  lateness.observe(Math.max(0, Date.now() - expiresAt.getTime()) / 1_000);
}
