import { PRICE_RANGE } from '@ticketing/common/money';
import type { ReactNode } from 'react';
import { parsePrice, priceProblem } from './money-input';
import { Form, SubmitButton, TextField, text } from '../../ui/form';

interface TicketFormProps {
  title?: string;
  price?: number;
  submitLabel: string;
  onSubmit: (ticket: { title: string; price: number }) => Promise<void>;
  disabled?: boolean;
}

/** The two things a seller says about a ticket. */
export function TicketForm({
  title,
  price,
  submitLabel,
  onSubmit,
  disabled = false,
}: TicketFormProps): ReactNode {
  return (
    <Form
      fields={['title', 'price']}
      label="Ticket"
      className="stack card"
      validate={(values) => {
        const problem = priceProblem(text(values, 'price'));
        return {
          ...(text(values, 'title') === '' && { title: 'Say what the ticket is for.' }),
          ...(problem !== null && { price: problem }),
        };
      }}
      onSubmit={(values) =>
        onSubmit({ title: text(values, 'title'), price: parsePrice(text(values, 'price')) ?? 0 })
      }
    >
      <fieldset className="stack" disabled={disabled}>
        <TextField
          name="title"
          label="What is it for?"
          hint="Who, where and when. At most 200 characters."
          maxLength={200}
          defaultValue={title}
          autoComplete="off"
          required
        />
        <TextField
          name="price"
          label="Price in dollars"
          inputMode="decimal"
          defaultValue={price}
          autoComplete="off"
          hint={`${PRICE_RANGE}. Buyers pay exactly this.`}
          required
        />
        <SubmitButton className="wide">{submitLabel}</SubmitButton>
      </fieldset>
    </Form>
  );
}
