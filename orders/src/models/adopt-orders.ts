import type { Outbox } from '@ticketing/common/outbox';
import type mongoose from 'mongoose';
import { orderItems, orderTotal } from '../domain/items';
import { Order, type OrderFields } from './order';
import { Place, placeId } from './place';

const INDEX_BEFORE_PLACES = 'one_live_order_per_ticket';
const INDEX_BEFORE_SLOTS = 'one_unpaid_order_per_slot';
const BATCH = 500;

/** An order as it was stored before there were places. */
type EarlierOrder = OrderFields & { _id: mongoose.Types.ObjectId; slot?: number };

/**
 * Gives the live orders of an installation from before there were places theirs. The index that kept a ticket from being
 * sold twice goes last, so that a start which was broken off is done again, and later ones have nothing to do.
 */
export async function adoptOrders(outbox: Pick<Outbox, 'transaction'>): Promise<void> {
  const indexes = new Set((await Order.collection.indexes()).map(({ name }) => name));
  if (indexes.has(INDEX_BEFORE_PLACES)) while (await adoptSome(outbox));
  for (const name of [INDEX_BEFORE_SLOTS, INDEX_BEFORE_PLACES])
    if (indexes.has(name)) await Order.collection.dropIndex(name).catch(ignoreGone);
}

/** @returns whether there may be more */
function adoptSome(outbox: Pick<Outbox, 'transaction'>): Promise<boolean> {
  return outbox.transaction(async ({ session }) => {
    const orders = await Order.collection
      .find<EarlierOrder>({ holds: true, items: { $exists: false } }, { session })
      .hint(INDEX_BEFORE_PLACES)
      .limit(BATCH)
      .toArray();
    if (orders.length === 0) return false;
    await Place.bulkWrite(
      orders.map(({ _id, ticket }) => ({
        updateOne: {
          filter: { _id: placeId(ticket.id, 0) },
          update: { $setOnInsert: { order: _id } },
          upsert: true,
        },
      })),
      { session },
    );
    await Order.collection.bulkWrite(
      orders.map((order) => ({
        updateOne: {
          filter: { _id: order._id },
          update: {
            $set: {
              items: orderItems(order),
              ...orderTotal(order),
              ...(order.slot === undefined ? {} : { slots: [order.slot] }),
            },
            $unset: { slot: true },
          },
        },
      })),
      { session },
    );
    return true;
  });
}

const INDEX_NOT_FOUND = 27;

/** Another replica that starts at the same time was first. */
export function ignoreGone(error: Error & { code?: unknown }): void {
  if (error.code !== INDEX_NOT_FOUND) throw error;
}
