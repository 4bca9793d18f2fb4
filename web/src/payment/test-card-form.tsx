import type { ReactNode } from 'react';
import { pay } from '../api/payments';
import type { Order } from '../api/types';
import { useIntent } from '../data/use-intent';
import { formatMoney } from '../domain/format';
import { Form, Select, SubmitButton, text } from '../ui/form';
import { showToast } from '../ui/toast-store';

const testCards = [
  ['tok_visa', 'Visa 4242: accepted'],
  ['tok_mastercard', 'Mastercard 4444: accepted'],
  ['tok_chargeDeclined', 'Visa 0002: declined'],
  ['tok_chargeDeclinedInsufficientFunds', 'Visa 9995: not enough money'],
] as const;

/** Pays with one of Stripe's test tokens, in development: no card number is typed, and no money moves. */
export function TestCardForm({ order, onPaid }: { order: Order; onPaid: () => void }): ReactNode {
  const intend = useIntent();
  return (
    <Form
      fields={['token']}
      label="Pay"
      onSubmit={async (values) => {
        const payment = await intend({ orderId: order.id, token: text(values, 'token') }, pay);
        if (payment.status === 'succeeded') showToast({ text: 'Paid. The ticket is yours.' });
        onPaid();
      }}
    >
      <Select
        name="token"
        label="Test card"
        hint="This is a test system: no money moves."
        defaultValue="tok_visa"
      >
        {testCards.map(([token, label]) => (
          <option key={token} value={token}>
            {label}
          </option>
        ))}
      </Select>
      <SubmitButton className="wide">Pay {formatMoney(order.ticket.price)}</SubmitButton>
    </Form>
  );
}
