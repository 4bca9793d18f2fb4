import type { ReactNode } from 'react';
import { serverNow } from '../../lib/api/server-clock';
import type { Payment } from '../../lib/api/types';
import { formatAgo, formatMoney } from '../../lib/words/format';
import { statusSince } from './payment-state';

const words: Record<Payment['status'], string> = {
  processing: 'Being processed',
  requires_action: 'Your bank asks you to confirm it',
  succeeded: 'Paid',
  refused: 'Refused',
  refunding: 'Being given back',
  refunded: 'Given back',
};

/** What took money, which a receipt is of. */
const receipted: ReadonlySet<Payment['status']> = new Set(['succeeded', 'refunding', 'refunded']);

/** What was paid, or what of it goes back. */
const amount = ({ amount, refund }: Payment): number => refund?.amount ?? amount;

/** Every attempt to pay an order and what became of it; nothing while there is none. */
export function PaymentHistory({ payments }: { payments: readonly Payment[] }): ReactNode {
  if (payments.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="payments">
      <h2 id="payments">Payment</h2>
      <ul className="stack small" style={{ '--gap': '0.5rem' } as React.CSSProperties}>
        {payments.map((payment) => (
          <li key={payment.id}>
            <strong>{words[payment.status]}</strong>: {formatMoney(amount(payment), payment.currency)}{' '}
            <span className="soft">· {formatAgo(statusSince(payment), serverNow())}</span>
            {receipted.has(payment.status) && (
              <>
                {' '}
                <a href={`/api/payments/${payment.id}/receipt`}>Receipt (PDF)</a>
              </>
            )}
            {payment.refunds?.map((refund) => (
              <p key={refund.requestedAt} className="soft">
                {refund.refundedAt === undefined ? 'Being given back' : 'Given back'}:{' '}
                {formatMoney(refund.amount, payment.currency)} ·{' '}
                {formatAgo(refund.refundedAt ?? refund.requestedAt, serverNow())}. {refund.reason}
              </p>
            ))}
            {payment.refusal !== undefined && <p className="soft">{payment.refusal.message}</p>}
            {payment.refund !== undefined && <p className="soft">{payment.refund.reason}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
