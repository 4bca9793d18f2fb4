import { type ReactNode, Suspense, lazy } from 'react';
import { ApiError } from '../api/errors';
import { getPaymentConfig } from '../api/payments';
import type { Order } from '../api/types';
import { useResource } from '../data/use-resource';
import { Failure, Notice } from '../ui/states';
import { BankQuestion } from './bank-question';
import { TestCardForm } from './test-card-form';

const StripeForm = lazy(() => import('./stripe-form'));

/** The way to pay an order that there is here: a card, a test card in development, or none yet. */
export function PayPanel({ order, onPaid }: { order: Order; onPaid: () => void }): ReactNode {
  const config = useResource('payment-config', getPaymentConfig);
  if (config.data !== undefined) {
    const key = config.data.publishableKey;
    if (order.status === 'awaiting:payment') {
      return <BankQuestion order={order} publishableKey={key} onAnswered={onPaid} />;
    }
    if (key === null) return <TestCardForm order={order} mode={config.data.mode} onPaid={onPaid} />;
    return (
      <Suspense fallback={<div className="bone" style={{ height: 160 }} />}>
        <StripeForm order={order} publishableKey={key} onPaid={onPaid} />
      </Suspense>
    );
  }
  if (config.error instanceof ApiError && config.error.status === 404) {
    return (
      <Notice kind="quiet">
        <p>
          <strong>Pay at the venue.</strong> Online payment isn’t open yet: bring the amount and this order’s
          page before the time runs out.
        </p>
      </Notice>
    );
  }
  if (config.error !== undefined) return <Failure error={config.error} retry={config.refresh} />;
  return <div className="bone" style={{ height: 160 }} aria-busy="true" />;
}
