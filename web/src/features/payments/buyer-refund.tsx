import type { ReactNode } from 'react';
import { refundPlaces } from './api';
import type { Payment } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { formatMoney, plural } from '../../lib/words/format';
import { ConfirmButton } from '../../ui/dialog';
import { Notice } from '../../ui/states';
import { showToast } from '../../ui/toast-store';
import { findRefundOffer } from './refund-offer';

interface BuyerRefundProps {
  /** Of an order. */
  payments: readonly Payment[];
  /** It was asked for, whatever came of it. */
  onAsked: () => void;
}

/** Lets a buyer have the money back, as after the event was moved; nothing for most orders. */
export default function BuyerRefund({ payments, onAsked }: BuyerRefundProps): ReactNode {
  const mutate = useIdempotentMutation();
  const offer = findRefundOffer(payments);
  if (offer === undefined) return null;
  const amount = formatMoney(offer.amount, offer.currency);
  const isOne = offer.places === 1;
  return (
    <Notice kind="wait">
      <div className="stack">
        <p>
          <strong>You can have your money back</strong> until the event begins: {amount} for{' '}
          {plural(offer.places, 'place')}. If you come, there is nothing to do.
        </p>
        <ConfirmButton
          label={`Get ${amount} back`}
          question="Give your places back?"
          explanation={`You get ${amount} back. The ${isOne ? 'ticket is' : 'tickets are'} void at once, also for whoever you passed ${isOne ? 'it' : 'them'} on to.`}
          keepLabel={isOne ? 'Keep the ticket' : 'Keep the tickets'}
          onConfirm={async () => {
            try {
              await mutate(offer.items, (items, key) => refundPlaces(offer.paymentId, items, key));
              showToast({ text: `You get ${amount} back` });
            } finally {
              onAsked();
            }
          }}
        />
      </div>
    </Notice>
  );
}
