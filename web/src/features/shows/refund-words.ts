import type { Sales } from '../../lib/api/types';
import { formatMoney, plural } from '../../lib/words/format';

/** What is kept of what was paid. */
export const netSales = ({ taken, refunded }: Pick<Sales, 'taken' | 'refunded'>): number => taken - refunded;

/** What buyers get back when a show is cancelled. */
export function describeRefund(
  sales: readonly Pick<Sales, 'currency' | 'sold' | 'taken' | 'refunded'>[],
): string {
  const sold = sales.reduce((sum, each) => sum + each.sold, 0);
  if (sold === 0) return 'No place is sold, so no money goes back.';
  const money = sales
    .filter((each) => netSales(each) > 0)
    .map((each) => formatMoney(netSales(each), each.currency))
    .join(' and ');
  return `${plural(sold, 'place')} sold: ${money} goes back to the buyers.`;
}
