import type { ReactNode } from 'react';
import { type PaymentConfig, pay } from '../api/payments';
import type { Order } from '../api/types';
import { useIntent } from '../data/use-intent';
import { formatMoney } from '../domain/format';
import { Form, Select, SubmitButton, text } from '../ui/form';
import { tellOutcome } from './tell-outcome';

/** Stripe's test tokens: https://docs.stripe.com/testing. A stand-in for Stripe refuses none. */
const accepted = [
  ['tok_visa', 'Visa 4242: accepted'],
  ['tok_mastercard', 'Mastercard 4444: accepted'],
] as const;
const refused = [
  ['tok_chargeDeclined', 'Visa 0002: declined'],
  ['tok_chargeDeclinedInsufficientFunds', 'Visa 9995: not enough money'],
] as const;

interface TestCardFormProps {
  order: Order;
  mode: PaymentConfig['mode'];
  /** Something was tried, whatever came of it. */
  onTried: () => void;
}

/** Pays with a test token, in development: no card number is typed, and no money moves. */
export function TestCardForm({ order, mode, onTried }: TestCardFormProps): ReactNode {
  const cards = mode === 'mock' ? accepted : [...accepted, ...refused];
  const intend = useIntent();
  return (
    <Form
      fields={['token']}
      label="Pay"
      onSubmit={async (values) => {
        try {
          tellOutcome(await intend({ orderId: order.id, token: text(values, 'token') }, pay));
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
        {cards.map(([token, label]) => (
          <option key={token} value={token}>
            {label}
          </option>
        ))}
      </Select>
      <SubmitButton className="wide">Pay {formatMoney(order.ticket.price)}</SubmitButton>
    </Form>
  );
}
