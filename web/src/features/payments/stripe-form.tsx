import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError, NetworkError } from '../../lib/api/errors';
import { pay } from './api';
import type { Order } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { formatMoney } from '../../lib/words/format';
import { Form, SubmitButton } from '../../ui/form';
import { showOutcome } from './show-outcome';
import { type Stripe, type StripeCard, loadStripe } from './load-stripe';

/** Pays with Stripe's own card field: the card's number never reaches this site. */
export default function StripeForm(props: {
  order: Order;
  publishableKey: string;
  /** Something was tried, whatever came of it. */
  onTried: () => void;
}): ReactNode {
  const { order, publishableKey, onTried } = props;
  const mutate = useIdempotentMutation();
  const holder = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<{ stripe: Stripe; card: StripeCard } | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let card: StripeCard | undefined;
    let gone = false;
    loadStripe(publishableKey)
      .then((stripe) => {
        if (gone || holder.current === null) return;
        const color = getComputedStyle(holder.current).color;
        card = stripe.elements().create('card', { style: { base: { fontSize: '16px', color } } });
        card.mount(holder.current);
        setLoaded({ stripe, card });
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      card?.destroy();
    };
  }, [publishableKey]);

  return (
    <Form
      fields={[]}
      label="Pay"
      onSubmit={async () => {
        if (loaded === null) throw new NetworkError();
        const { token, error } = await loaded.stripe.createToken(loaded.card);
        if (token === undefined) throw cardProblem(error?.message);
        try {
          const payment = await mutate({ orderId: order.id, token: token.id }, pay);
          if (payment.clientSecret !== undefined) {
            const answer = await loaded.stripe.handleNextAction({ clientSecret: payment.clientSecret });
            if (answer.error !== undefined) throw cardProblem(answer.error.message);
          } else {
            showOutcome(payment);
          }
        } finally {
          onTried();
        }
      }}
    >
      <div className="field">
        <span className="legend">Card</span>
        <div ref={holder} className="input" style={{ paddingBlock: '0.8rem' }} />
        {failed && <p className="problem">The card field couldn’t be loaded. Check your connection.</p>}
      </div>
      <SubmitButton className="wide">Pay {formatMoney(order.total, order.currency)}</SubmitButton>
    </Form>
  );
}

function cardProblem(message = 'This card could not be charged.'): ApiError {
  return new ApiError(400, [{ message }]);
}
