import { isPrice, PRICE_RANGE } from '@ticketing/common/money';
import { type ReactNode, Suspense, lazy } from 'react';
import { ApiError } from '../../lib/api/errors';
import { getPaymentConfig } from './api';
import type { Order, Payment } from '../../lib/api/types';
import { type Resource, useResource } from '../../lib/data/use-resource';
import { Failure, Notice } from '../../ui/states';
import { AwaitedPayment } from './awaited-payment';

const StripeForm = lazy(() => import('./stripe-form'));
const TestCardForm = lazy(() => import('./test-card-form'));

interface PayPanelProps {
  order: Order;
  /** Those of the order, newest first. */
  payments: Resource<Payment[]>;
  /** Something was tried, whatever came of it. */
  onTried: () => void;
}

/** The way to pay an order that there is here: a card, a test card in development, or none yet. */
export function PayPanel({ order, payments, onTried }: PayPanelProps): ReactNode {
  const config = useResource('payment-config', getPaymentConfig);
  if (!isPrice(order.total)) {
    return (
      <Notice kind="bad">
        <p>
          <strong>This order can’t be paid.</strong> Cards can be charged ${PRICE_RANGE}, and the ticket was
          listed at another price. Nothing was charged: cancel the order, or let it run out.
        </p>
      </Notice>
    );
  }
  if (config.data !== undefined) {
    const { publishableKey, mode } = config.data;
    const tried = (): void => {
      payments.refresh();
      onTried();
    };
    const card = (
      <Suspense fallback={<div className="bone" style={{ height: 160 }} />}>
        {publishableKey === null ? (
          <TestCardForm order={order} mode={mode} onTried={tried} />
        ) : (
          <StripeForm order={order} publishableKey={publishableKey} onTried={tried} />
        )}
      </Suspense>
    );
    if (order.status !== 'awaiting:payment') return card;
    return (
      <AwaitedPayment payments={payments} config={config.data} onAnswered={onTried}>
        {card}
      </AwaitedPayment>
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
