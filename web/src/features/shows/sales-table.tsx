import type { ReactNode } from 'react';
import { netSales } from './refund-words';
import type { Sales } from '../../lib/api/types';
import { formatMoney } from '../../lib/words/format';

type Row = readonly [name: string, (sales: Sales) => string | number];

const places: Row[] = [
  ['Sold', ({ sold }) => sold],
  ['Held', ({ held }) => held],
  ['Free', ({ free }) => free],
];

const money: Row[] = [
  ['Gross', ({ taken, currency }) => formatMoney(taken, currency)],
  ['Refunded', ({ refunded, currency }) => formatMoney(refunded, currency)],
  ['Net', (sales) => formatMoney(netSales(sales), sales.currency)],
];

interface SalesTableProps {
  label: string;
  sales: readonly Sales[];
  isMoneyOnly?: boolean;
}

/** Sums, a column for each currency: a phone shows those of two. */
export function SalesTable({ label, sales, isMoneyOnly = false }: SalesTableProps): ReactNode {
  const rows = isMoneyOnly ? money : [...places, ...money];
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Currency</th>
            {sales.map(({ currency }) => (
              <th key={currency} scope="col">
                {currency.toUpperCase()}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, read]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {sales.map((each) => (
                <td key={each.currency} className="nums">
                  {read(each)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
