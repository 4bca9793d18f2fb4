import { type ReactNode, useState } from 'react';
import { ApiError } from '../../lib/api/errors';
import { type PaymentConfig, getClientSecret } from './api';
import { useAction } from '../../lib/data/use-action';
import { Notice, Problem } from '../../ui/states';
import { loadStripe } from './load-stripe';
import { TestBank } from './test-bank';

interface ThreeDSecurePromptProps {
  /** What the bank asks about. */
  paymentId: string;
  config: PaymentConfig;
  /** Told also when the bank could not be asked, or said no. */
  onAnswered: () => void;
}

/** The bank asks the buyer to confirm a payment: leads on to it, also after the page was loaded anew. */
export function ThreeDSecurePrompt({ paymentId, config, onAnswered }: ThreeDSecurePromptProps): ReactNode {
  const { publishableKey, mode } = config;
  const [asked, setAsked] = useState(false);
  const { pending, problem, run } = useAction();

  const answer = (key: string): Promise<void> =>
    run(async () => {
      try {
        const [stripe, { clientSecret }] = await Promise.all([loadStripe(key), getClientSecret(paymentId)]);
        const { error } = await stripe.handleNextAction({ clientSecret });
        if (error !== undefined) throw new ApiError(400, [{ message: error.message ?? 'The bank said no.' }]);
      } finally {
        onAnswered();
      }
    });

  return (
    <>
      <Notice kind="wait">
        <p>
          <strong>Your bank waits for you.</strong> Confirm the payment there before the time runs out:
          nothing is charged until you do.
        </p>
      </Notice>
      <Problem text={problem} />
      {publishableKey === null && mode === 'mock' && (
        <button type="button" className="button wide" onClick={() => setAsked(true)}>
          Confirm with your bank
        </button>
      )}
      {asked && <TestBank paymentId={paymentId} onClose={() => setAsked(false)} onAnswered={onAnswered} />}
      {publishableKey !== null && (
        <button
          type="button"
          className="button wide"
          aria-disabled={pending}
          onClick={() => void answer(publishableKey)}
        >
          {pending ? 'One moment…' : 'Confirm with your bank'}
        </button>
      )}
    </>
  );
}
