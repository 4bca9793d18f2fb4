import type { Transaction } from '@ticketing/common/outbox';
import { holdsTicket } from './domain/order';
import { publishOrderChanged } from './events/publish-order-events';
import type { OrderDocument } from './models/order';
import { freePlaces } from './places/free-places';
import { type Offers, settleOffers } from './waiting/offers';

/**
 * Saves a changed order, which raises its version by one, tells of the change, and frees its places for those who wait if
 * it ended.
 */
export async function saveChanged(tx: Transaction, order: OrderDocument, offers: Offers): Promise<void> {
  await order.save({ session: tx.session });
  await publishOrderChanged(tx, order);
  await settleOffers(tx, [order]);
  if (!holdsTicket(order.status)) await offers.make(tx, await freePlaces(tx, [order]));
}
