import { type ReactNode, useState } from 'react';
import type { PaymentConfig } from './api';
import type { Payment } from '../../lib/api/types';
import type { Resource } from '../../lib/data/use-resource';
import { nextPaymentStep } from './payment-state';
import { Failure, Notice, Problem } from '../../ui/states';
import { ThreeDSecurePrompt } from './three-d-secure-prompt';

/** Leads on with a payment that was begun: to the bank, or to another card when the buyer or the bank gave up on the first. */
export function AwaitedPayment(props: {
  payments: Resource<Payment[]>;
  config: PaymentConfig;
  onAnswered: () => void;
  /** Takes a card. */
  children: ReactNode;
}): ReactNode {
  const { payments, config, onAnswered, children } = props;
  /** The payment that the buyer would rather make with another card. */
  const [givenUp, setGivenUp] = useState<string | null>(null);
  if (payments.data === undefined) {
    if (payments.error !== undefined) return <Failure error={payments.error} retry={payments.refresh} />;
    return <div className="bone" style={{ height: 160 }} aria-busy="true" />;
  }
  const step = nextPaymentStep(payments.data);
  switch (step.kind) {
    case 'bank':
      return (
        <>
          <ThreeDSecurePrompt
            key={step.paymentId}
            paymentId={step.paymentId}
            config={config}
            onAnswered={() => {
              payments.refresh();
              onAnswered();
            }}
          />
          {givenUp === step.paymentId ? (
            children
          ) : (
            <button type="button" className="button quiet wide" onClick={() => setGivenUp(step.paymentId)}>
              Use another card
            </button>
          )}
        </>
      );
    case 'wait':
      return (
        <Notice kind="wait">
          <p>The payment is being processed. This page shows how it ends.</p>
        </Notice>
      );
    case 'card':
      return (
        <>
          <Problem text={step.refusal} />
          {children}
        </>
      );
  }
}
