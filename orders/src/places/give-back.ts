import type { Transaction } from '@ticketing/common/outbox';
import { withoutPlaces } from '../domain/items';
import type { OrderDocument } from '../models/order';
import { publishOrderChanged } from '../events/publish-order-events';
import type { Offers } from '../waiting/offers';
import { freeSome } from './free-places';

/** Frees some places of a paid order for those who wait, in the transaction that takes them off it, and tells of both. */
export async function givePlacesBack(
  tx: Transaction,
  order: OrderDocument,
  given: readonly { readonly ticketId: string; readonly places: readonly number[] }[],
  offers: Offers,
): Promise<void> {
  const left = withoutPlaces(order, given);
  if (!left) return;
  const [first] = left.items;
  if (!first)
    throw new Error(`order ${order.id} has no places left, and its payment was not given back whole`);
  order.set({ ...left, ticket: first.ticket });
  await order.save({ session: tx.session });
  await publishOrderChanged(tx, order);
  await offers.make(tx, await freeSome(tx, [order._id], given));
}
