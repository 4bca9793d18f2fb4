import { OrderStatus, placeKey } from '@ticketing/common/contracts';
import { BadRequestError, ConflictError } from '@ticketing/common/errors';
import { toCents } from '@ticketing/common/money';
import type { ClientSession } from 'mongoose';
import { choosePlaces, type PaidPlace, type WantedPlaces } from '../domain/refund-places';
import { Order } from '../models/order';
import type { PaymentRow, PlaceRefund } from '../models/payment';
import { Resale, type ResaleProjection } from '../models/resale';
import { ResaleRunningError, ResoldError } from './resold-places';

/**
 * The places that a payment is for; `undefined` while they aren't known, which is until its order is complete.
 * @param session the transaction that has written the payment's row, if what is read is to be decided on
 */
export async function findPaidPlaces(
  { orderId, refundedPlaces = [] }: PaymentRow,
  session: ClientSession | null = null,
): Promise<PaidPlace[] | undefined> {
  const order = await Order.findById(orderId).session(session).lean();
  if (order?.status !== OrderStatus.Complete) return undefined;
  const resales = await Resale.find({ orderId, status: { $ne: 'withdrawn' } })
    .session(session)
    .lean();
  // Defence: a place is given back once → const refunded = new Set<string>(refundedPlaces.slice(0, 0));
  const refunded = new Set(refundedPlaces);
  const items = order.items ?? [];
  const bought = await Resale.find({ _id: { $in: items.map(({ ticketId }) => ticketId) } })
    .session(session)
    .lean();
  const found: PaidPlace[] = [];
  for (const { ticketId, price, places, seats } of items) {
    if (!places) return undefined;
    // One that was bought from its holder is sold again as the place of the ticket that it was first sold by.
    const source = bought.find(({ _id }) => _id === ticketId);
    for (const [nth, place] of places.entries()) {
      const key = placeKey({ ticketId, place });
      const first = source ? resaleKey(source) : key;
      const resale = resales.find((each) => each.place === undefined || resaleKey(each) === first);
      const state = refunded.has(key) ? 'refunded' : resale ? resaleState(resale) : 'kept';
      found.push({ ticketId, place, seat: seats?.[nth], cents: toCents(price), state });
    }
  }
  return found;
}

/** The place of a resale; `undefined` where it isn't known. */
const resaleKey = ({ ticketId, place }: ResaleProjection): string | undefined =>
  ticketId === undefined || place === undefined ? undefined : placeKey({ ticketId, place });

function resaleState({ status, claimedBy }: { status: string; claimedBy?: string | null | undefined }) {
  if (status === 'sold') return 'resold';
  return claimedBy ? 'being-bought' : 'listed';
}

/**
 * Chooses the places of a payment that go back.
 *
 * @throws ConflictError while the order isn't complete, and when fewer places are left
 * @throws BadRequestError when the order has no such places
 * @throws ResoldError, ResaleRunningError for what its holder has sold again, or may be selling
 */
export async function choosePaidPlaces(
  payment: PaymentRow,
  wanted: readonly WantedPlaces[],
  session: ClientSession,
): Promise<{ places: readonly PaidPlace[]; isRest: boolean }> {
  const paid = await findPaidPlaces(payment, session);
  if (!paid)
    throw new ConflictError(
      'The places of this order are not known yet. Try again in a moment, or refund the whole',
      {
        code: 'places_unknown',
      },
    );
  const choice = choosePlaces(paid, wanted);
  if ('places' in choice) return choice;
  switch (choice.refused) {
    case 'not-ordered':
      throw new BadRequestError('The order has no such places', { field: 'items', code: 'not_ordered' });
    case 'too-few':
      throw new ConflictError('The order has fewer places left', { field: 'items', code: 'too_few_places' });
    case 'resold':
      throw new ResoldError();
    case 'being-bought':
      throw new ResaleRunningError();
  }
}

/** The first refund of some places that isn't done. */
export const nextPlaceRefund = ({ placeRefunds = [] }: PaymentRow): PlaceRefund | undefined =>
  placeRefunds.find(({ refundedAt }) => !refundedAt);
