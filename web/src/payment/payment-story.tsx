import type { ReactNode } from 'react';
import { listPayments } from '../api/payments';
import { serverNow } from '../api/server-clock';
import type { Order, Payment } from '../api/types';
import { useResource } from '../data/use-resource';
import { formatAgo, formatMoney } from '../domain/format';

const words: Record<Payment['status'], string> = {
  processing: 'Being processed',
  requires_action: 'Your bank asks you to confirm it',
  succeeded: 'Paid',
  refused: 'Refused',
  refunding: 'Being given back',
  refunded: 'Given back',
};

/** Every attempt to pay an order and what became of it; nothing while there is none. */
export function PaymentStory({ order }: { order: Order }): ReactNode {
  // Each version of the order may have come from a payment.
  const { data } = useResource(`payments:${order.id}:${order.version}`, (signal) =>
    listPayments(order.id, signal),
  );
  if (data === undefined || data.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="payments">
      <h2 id="payments">Payment</h2>
      <ul className="stack small" style={{ '--gap': '0.5rem' } as React.CSSProperties}>
        {data.map((payment) => (
          <li key={payment.id}>
            <strong>{words[payment.status]}</strong>: {formatMoney(payment.amount)}{' '}
            <span className="soft">· {formatAgo(payment.createdAt, serverNow())}</span>
            {payment.refusal !== undefined && <p className="soft">{payment.refusal.message}</p>}
            {payment.refund !== undefined && <p className="soft">{payment.refund.reason}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
