import type { ReactNode } from 'react';
import { Link } from '../lib/router/link';
import { formatMoney } from '../lib/words/format';

interface TicketStubProps {
  title: string;
  price: number;
  /** ISO 4217; the shop's, if absent. */
  currency?: string | undefined;
  to?: string;
  /** What stands under the title. */
  meta?: ReactNode;
  /** What stands under the price. */
  side?: ReactNode;
}

/** A ticket with its stub: the name on one side of the perforation, the price on the other. */
export function TicketStub({ title, price, currency, to, meta, side }: TicketStubProps): ReactNode {
  const inner = (
    <>
      <span className="stub-main">
        <span className="stub-title">{title}</span>
        <span className="small soft row">{meta}</span>
      </span>
      <span className="stub-side">
        <span className="price">{formatMoney(price, currency)}</span>
        {side !== undefined && <span className="small soft">{side}</span>}
      </span>
    </>
  );
  return to === undefined ? (
    <div className="stub">{inner}</div>
  ) : (
    <Link to={to} className="stub">
      {inner}
    </Link>
  );
}
