import type { ReactNode } from 'react';
import { type PaymentConfig, pay } from './api';
import type { Order } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { formatMoney } from '../../lib/words/format';
import { Form, Select, SubmitButton, text } from '../../ui/form';
import { showOutcome } from './show-outcome';
import { outcomeLabels, testCards } from './test-cards';

interface TestCardFormProps {
  order: Order;
  mode: PaymentConfig['mode'];
  /** Something was tried, whatever came of it. */
  onTried: () => void;
}

/** Pays with a test token, in development: no card number is typed, and no money moves. */
export default function TestCardForm({ order, mode, onTried }: TestCardFormProps): ReactNode {
  // Without Stripe's card field nobody can answer a bank that asks, except where a stand-in is the bank.
  const groups = outcomeLabels.filter(([outcome]) => outcome !== 'asks' || mode === 'mock');
  const mutate = useIdempotentMutation();
  return (
    <Form
      fields={['token']}
      label="Pay"
      onSubmit={async (values) => {
        try {
          showOutcome(await mutate({ orderId: order.id, token: text(values, 'token') }, pay));
        } finally {
          onTried();
        }
      }}
    >
      <Select
        name="token"
        label="Test card"
        hint="This is a test system: no money moves."
        defaultValue="tok_visa"
      >
        {groups.map(([outcome, label]) => (
          <optgroup key={outcome} label={label}>
            {testCards
              .filter((card) => card.outcome === outcome)
              .map((card) => (
                <option key={card.token} value={card.token}>
                  {card.label}
                </option>
              ))}
          </optgroup>
        ))}
      </Select>
      <SubmitButton className="wide">Pay {formatMoney(order.total, order.currency)}</SubmitButton>
    </Form>
  );
}
