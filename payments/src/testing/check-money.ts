import { toCents } from '@ticketing/common/money';

/** How an order ended. */
export interface EndedOrder {
  readonly id: string;
  readonly status: string;
  /** What it costs without what was given back of it, in currency units; not compared, if absent. */
  readonly total?: number | undefined;
}

/** What was taken and given back for an order by one payment. */
export interface Taken {
  readonly orderId: string;
  readonly charges: number;
  readonly refunds: number;
  /** Both in all; without them each refund counts as one of a whole charge. */
  readonly cents?: { readonly charged: number; readonly refunded: number };
}

/**
 * Looks for money in the wrong place: a complete order has exactly one charge that was not given back; any other has
 * none, or has it back; none is ever charged twice, and nothing is charged without an order. Where the amounts are known, what
 * is kept of a complete order is what it costs.
 *
 * @returns one sentence per fault
 */
export function moneyFaults(orders: readonly EndedOrder[], taken: readonly Taken[]): string[] {
  const known = new Set(orders.map(({ id }) => id));
  const faults = taken
    .filter(({ orderId, charges }) => charges > 0 && !known.has(orderId))
    .map(({ orderId }) => `money was taken for order ${orderId}, which does not exist`);
  for (const { id, status, total } of orders) {
    const payments = taken.filter(({ orderId }) => orderId === id);
    const kept = payments.reduce((sum, payment) => sum + payment.charges - wholeRefunds(payment), 0);
    const expected = status === 'complete' ? 1 : 0;
    const charged = payments.reduce((sum, { charges }) => sum + charges, 0);
    if (charged > 1) faults.push(`order ${id} was charged ${charged} times`);
    if (payments.some(({ charges, refunds, cents }) => (cents ? isNegative(cents) : refunds > charges)))
      faults.push(`order ${id} got back too much`);
    if (kept !== expected) faults.push(`order ${id} is ${status} with ${kept} charges kept`);
    else if (expected > 0 && total !== undefined && payments.every(({ cents }) => cents)) {
      const left = payments.reduce((sum, { cents }) => sum + cents!.charged - cents!.refunded, 0);
      if (left !== toCents(total))
        faults.push(`order ${id} costs ${total}, and ${left} cents are kept of it`);
    }
  }
  return faults;
}

const isNegative = ({ charged, refunded }: NonNullable<Taken['cents']>): boolean => refunded > charged;

/** Charges that were given back whole, by however many refunds. */
function wholeRefunds({ charges, refunds, cents }: Taken): number {
  if (!cents) return refunds;
  return cents.refunded >= cents.charged ? charges : 0;
}
