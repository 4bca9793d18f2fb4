/** How an order ended. */
export interface EndedOrder {
  readonly id: string;
  readonly status: string;
}

/** What was taken and given back for an order by one payment. */
export interface Taken {
  readonly orderId: string;
  readonly charges: number;
  readonly refunds: number;
}

/**
 * Looks for money in the wrong place: a complete order has exactly one charge that was not given back; any other has
 * none, or has it back; none is ever charged twice, and nothing is charged without an order.
 *
 * @returns one sentence per fault
 */
export function moneyFaults(orders: readonly EndedOrder[], taken: readonly Taken[]): string[] {
  const known = new Set(orders.map(({ id }) => id));
  const faults = taken
    .filter(({ orderId, charges }) => charges > 0 && !known.has(orderId))
    .map(({ orderId }) => `money was taken for order ${orderId}, which does not exist`);
  for (const { id, status } of orders) {
    const payments = taken.filter(({ orderId }) => orderId === id);
    const kept = payments.reduce((sum, { charges, refunds }) => sum + charges - refunds, 0);
    const expected = status === 'complete' ? 1 : 0;
    const charged = payments.reduce((sum, { charges }) => sum + charges, 0);
    if (charged > 1) faults.push(`order ${id} was charged ${charged} times`);
    if (payments.some(({ charges, refunds }) => refunds > charges))
      faults.push(`order ${id} got back too much`);
    if (kept !== expected) faults.push(`order ${id} is ${status} with ${kept} charges kept`);
  }
  return faults;
}
