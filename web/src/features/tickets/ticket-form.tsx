import { PRICE_RANGE } from '@ticketing/common/money';
import type { ReactNode } from 'react';
import { parsePrice, priceProblem } from '../../lib/words/money-input';
import { Form, SubmitButton, TextField, text } from '../../ui/form';

/** Places that a ticket may have. */
const MAX_QUANTITY = 100_000;

function quantityProblem(typed: string, taken: number): string | null {
  const quantity = Number(typed);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY)
    return 'A whole number from 1 to 100,000.';
  return quantity < taken ? `${taken} are held or sold already.` : null;
}

interface TicketFormProps {
  title?: string;
  price?: number;
  /** Of a ticket of several places without seats: how many there are to be, and how many are held or sold. */
  places?: { quantity: number; taken: number } | undefined;
  currency?: string;
  submitLabel: string;
  onSubmit: (ticket: { title: string; price: number; quantity?: number }) => Promise<void>;
  disabled?: boolean;
}

/** The two things a seller says about a ticket. */
export function TicketForm({
  title,
  price,
  places,
  currency,
  submitLabel,
  onSubmit,
  disabled = false,
}: TicketFormProps): ReactNode {
  return (
    <Form
      fields={['title', 'price', 'quantity']}
      label="Ticket"
      className="stack card"
      validate={(values) => {
        const problem = priceProblem(text(values, 'price'));
        const tooFew = places && quantityProblem(text(values, 'quantity'), places.taken);
        return {
          ...(text(values, 'title') === '' && { title: 'Say what the ticket is for.' }),
          ...(problem !== null && { price: problem }),
          ...(tooFew && { quantity: tooFew }),
        };
      }}
      onSubmit={(values) =>
        onSubmit({
          title: text(values, 'title'),
          price: parsePrice(text(values, 'price')) ?? 0,
          ...(places && { quantity: Number(text(values, 'quantity')) }),
        })
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
          label={
            currency === undefined || currency === 'usd'
              ? 'Price in dollars'
              : `Price (${currency.toUpperCase()})`
          }
          inputMode="decimal"
          defaultValue={price}
          autoComplete="off"
          hint={`${PRICE_RANGE}. Buyers pay exactly this.`}
          required
        />
        {places && (
          <TextField
            name="quantity"
            label="Places"
            type="number"
            min={Math.max(places.taken, 1)}
            max={MAX_QUANTITY}
            defaultValue={places.quantity}
            hint={`${places.taken} are held or sold and stay. Fewer takes free places off sale; who waits is asked first when there are more.`}
            required
          />
        )}
        <SubmitButton className="wide">{submitLabel}</SubmitButton>
      </fieldset>
    </Form>
  );
}
