import { GroupCommit, isObjectId, type Outbox, type Transaction } from '@ticketing/common';
import type mongoose from 'mongoose';
import { expire, holdsTicket, isPending } from '../domain/order';
import { tellChanged } from '../events/order-facts';
import { Order, type OrderFields } from '../models/order';
import { recordExpiry } from './expiry-metrics';

type StoredOrder = OrderFields & { _id: mongoose.Types.ObjectId };

interface Due {
  readonly orderId: string;
  readonly now: Date;
  expired: boolean;
}

/**
 * Ends orders whose time is up. Those that are due at the same moment share a transaction, because many orders are: a
 * popular sale is reserved within seconds and expires within seconds.
 */
export class OrderExpiry {
  private readonly groups: GroupCommit<Due>;

  constructor(private readonly outbox: Outbox) {
    this.groups = new GroupCommit((group) => this.expireAll(group));
  }

  /**
   * Cancels an order whose time is up. Early, late, repeated and unknown ones change nothing.
   *
   * @returns whether this call ended the order
   */
  async expire(orderId: string, now: Date): Promise<boolean> {
    if (!isObjectId(orderId)) return false;
    const due: Due = { orderId, now, expired: false };
    await this.groups.add(due);
    return due.expired;
  }

  private async expireAll(group: readonly Due[]): Promise<void> {
    const byId = new Map(group.map((due) => [due.orderId, due]));
    const ended = await this.outbox.transaction(async (tx) => {
      const orders = await Order.find({ _id: { $in: [...byId.keys()] }, pending: true }, null, {
        session: tx.session,
      }).lean<StoredOrder[]>();
      const due = orders.flatMap((order) => {
        const decision = expire(order, byId.get(String(order._id))!.now);
        return decision.do ? [{ ...order, ...decision.set }] : [];
      });
      await saveEnded(tx, due);
      return due;
    });
    for (const order of ended) {
      byId.get(String(order._id))!.expired = true;
      recordExpiry(order.expiresAt);
    }
  }
}

/** One write for all, each raising its order's version by one, and an event for each. */
async function saveEnded(tx: Transaction, orders: readonly StoredOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const updatedAt = new Date();
  await Order.collection.bulkWrite(
    orders.map(({ _id, version, status, cancelReason }) => ({
      updateOne: {
        filter: { _id, version },
        update: {
          $set: { status, cancelReason, holds: holdsTicket(status), pending: isPending(status), updatedAt },
          $inc: { version: 1 },
        },
      },
    })),
    { session: tx.session },
  );
  for (const order of orders) {
    order.version += 1;
    await tellChanged(tx, order);
  }
}
