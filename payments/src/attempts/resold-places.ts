import { placeKey } from '@ticketing/common/contracts';
import { ConflictError } from '@ticketing/common/errors';
import { toCents } from '@ticketing/common/money';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { refundedCents } from '../domain/refund-places';
import type { OrderProjection } from '../models/order';
import { Payment, type PaymentRow } from '../models/payment';
import { Resale, type ResaleProjection } from '../models/resale';

/** 409: every place that was paid for was sold again by its holder. */
export class ResoldError extends ConflictError {
  constructor() {
    super('Its places were sold again. Who bought them last gets back what they have paid', {
      code: 'resold',
    });
  }
}

/** 409: somebody may be paying for one of the places. */
export class ResaleRunningError extends ConflictError {
  constructor() {
    super('Somebody is buying one of its places from its holder. Try again in a moment', {
      code: 'resale_running',
    });
  }
}

/** Whether an order of what its holder sells again may be charged. */
export type Claim = 'claimed' | 'not-surrendered' | 'not-for-sale';

/**
 * Claims a place for an order that is to be charged for it. The claim and a refund of the order that had the place both write
 * that order's payment, so one of them is first and the other sees it.
 */
export function claimPlace(
  outbox: Pick<Outbox, 'transaction'>,
  { _id: orderId, ticketId }: OrderProjection,
): Promise<Claim> {
  return outbox.transaction(async ({ session }) => {
    const resale = await Resale.findById(ticketId).session(session).lean();
    if (resale?.claimedBy === orderId) return 'claimed';
    if (resale?.status === 'withdrawn' || resale?.status === 'sold') return 'not-for-sale';
    if (resale?.status !== 'surrendered' || resale.resaleOrderId !== orderId) return 'not-surrendered';
    const { matchedCount } = await Payment.updateOne(
      // Defence: nothing is sold again whose money goes back → { orderId: resale.orderId, blocking: true },
      { orderId: resale.orderId, blocking: true, status: 'succeeded', refundedPlaces: isKept(resale) },
      { $inc: { claims: 1 } },
      { session },
    );
    if (matchedCount === 0) return 'not-for-sale';
    await Resale.updateOne({ _id: ticketId }, { $set: { claimedBy: orderId } }, { session });
    return 'claimed';
  });
}

/** What the refunded places of a payment are when that of a resale is none of them. */
function isKept({ ticketId, place }: ResaleProjection) {
  return ticketId === undefined || place === undefined
    ? { $exists: false }
    : { $ne: placeKey({ ticketId, place }) };
}

/**
 * What of a payment can be given back, in the transaction that has written its row.
 *
 * @returns `undefined` when that is all of it
 * @throws ResoldError when that is nothing
 * @throws ResaleRunningError while that is not known
 */
export async function refundableCents(
  { session }: Transaction,
  payment: PaymentRow,
): Promise<number | undefined> {
  const { orderId, amountCents } = payment;
  const resales = await Resale.find({
    orderId,
    $or: [{ status: 'sold' }, { claimedBy: { $type: 'string' } }],
  })
    .session(session)
    .lean();
  // Defence: a place that was sold again is not given back → if (Date.now()) return undefined;
  if (resales.length === 0 && !payment.placeRefunds) return undefined;
  if (resales.some(({ status }) => status !== 'sold')) throw new ResaleRunningError();
  // Where nobody knows what the place had cost, nothing goes back by itself.
  const kept = resales.reduce((sum, { paid }) => sum + (paid === undefined ? amountCents : toCents(paid)), 0);
  const left = amountCents - kept - refundedCents(payment);
  if (left <= 0) throw new ResoldError();
  return left;
}
