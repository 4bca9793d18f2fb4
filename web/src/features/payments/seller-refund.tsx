import type { ReactNode } from 'react';
import { listPayments, refund } from './api';
import { useResource } from '../../lib/data/use-resource';
import { formatMoney } from '../../lib/words/format';
import { ConfirmButton } from '../../ui/dialog';
import { showToast } from '../../ui/toast-store';

/** Lets the seller of a sold ticket give the buyer the money back. */
export function SellerRefund({ orderId }: { orderId: string }): ReactNode {
  const { data, error, refresh } = useResource(`payments:${orderId}`, (signal) =>
    listPayments(orderId, signal),
  );
  const payment = data?.find(({ status }) => ['succeeded', 'refunding', 'refunded'].includes(status));
  if (data === undefined && error === undefined) return <div className="bone" style={{ height: 44 }} />;
  if (payment === undefined) return null;
  if (payment.status !== 'succeeded') return <p className="small soft">The buyer gets the money back.</p>;
  return (
    <ConfirmButton
      label="Refund the buyer"
      question="Give the money back?"
      explanation={`The buyer gets ${formatMoney(payment.amount, payment.currency)} back, and the ticket goes on sale again.`}
      keepLabel="Keep the sale"
      className="wide"
      onConfirm={async () => {
        await refund(payment.id);
        showToast({ text: 'The buyer gets the money back' });
        refresh();
      }}
    />
  );
}
