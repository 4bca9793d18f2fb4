import { MAX_PRICE, MIN_PRICE, MINIMUM_CHARGES, isWholeCents } from '@ticketing/common/money';
import type { ReactNode } from 'react';
import { formatSeats, parseSeats } from './seat-labels';
import type { NewTicket, Ticket } from '../../lib/api/types';
import { formatDateTime, formatMoney } from '../../lib/words/format';
import { TextField, text } from '../../ui/form';

/** The most places that a ticket has, and one buyer of it. */
const MAX_PLACES = 100_000;

const ticketFields = ['title', 'price', 'quantity', 'seats', 'maxPerOrder', 'maxPerBuyer'] as const;
const fieldName = (row: number, part: (typeof ticketFields)[number]): string => `ticket-${row}-${part}`;

/** Names of the fields of some rows. */
export function ticketFieldNames(rows: readonly number[]): string[] {
  return rows.flatMap((row) => ticketFields.map((part) => fieldName(row, part)));
}

/** What is wrong with what was typed of some tickets, by field. */
export function findTicketProblems(
  values: FormData,
  rows: readonly number[],
  currency: string,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const row of rows) {
    const typed = (part: (typeof ticketFields)[number]): string => text(values, fieldName(row, part));
    if (typed('title') === '') problems[fieldName(row, 'title')] = 'Say what kind of place it is.';
    const price = Number(typed('price').replace(',', '.'));
    const least = MINIMUM_CHARGES[currency] ?? MIN_PRICE;
    if (typed('price') === '' || !isWholeCents(price) || price < least || price > MAX_PRICE) {
      const [low, high] = [formatMoney(least, currency), formatMoney(MAX_PRICE, currency)];
      problems[fieldName(row, 'price')] = `A price of ${low} to ${high}, like 45 or 45.50.`;
    }
    const seats = parseSeats(typed('seats'));
    if (seats === null) {
      problems[fieldName(row, 'seats')] = 'Each seat once, up to 16 characters, ranges like A1-A12.';
    } else if (seats.length === 0) {
      const quantity = Number(typed('quantity'));
      if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_PLACES)
        problems[fieldName(row, 'quantity')] = 'A whole number from 1 to 100,000.';
    }
  }
  return problems;
}

/** A ticket as a row says it. */
export function readTicket(values: FormData, row: number, showId: string): NewTicket {
  const typed = (part: (typeof ticketFields)[number]): string => text(values, fieldName(row, part));
  const seats = parseSeats(typed('seats')) ?? [];
  const [maxPerOrder, maxPerBuyer] = [Number(typed('maxPerOrder')), Number(typed('maxPerBuyer'))];
  return {
    showId,
    title: typed('title'),
    price: Number(typed('price').replace(',', '.')),
    ...(seats.length > 0 ? { seats } : { quantity: Number(typed('quantity')) }),
    ...(maxPerOrder > 0 && { maxPerOrder }),
    ...(maxPerBuyer > 0 && { maxPerBuyer }),
  };
}

interface TicketFieldsProps {
  row: number;
  /** Which it is of those that are shown, from 1. */
  number: number;
  /** What the fields begin with. */
  ticket?: Ticket | undefined;
  onRemove?: (() => void) | undefined;
}

/** A kind of place, what it costs, and how many or which there are. */
export function TicketFields({ row, number, ticket, onRemove }: TicketFieldsProps): ReactNode {
  return (
    <fieldset className="card stack">
      <legend className="hidden-text">Ticket {number}</legend>
      <TextField
        name={fieldName(row, 'title')}
        label={`Ticket ${number}: kind of place`}
        placeholder="Standing"
        maxLength={200}
        defaultValue={ticket?.title}
      />
      <TextField
        name={fieldName(row, 'price')}
        label="Price"
        inputMode="decimal"
        defaultValue={ticket?.price}
      />
      <TextField
        name={fieldName(row, 'quantity')}
        label="Places"
        type="number"
        min={1}
        max={MAX_PLACES}
        // A withdrawn one has none.
        defaultValue={ticket?.quantity || 100}
      />
      <TextField
        name={fieldName(row, 'seats')}
        label="Seats, where they are numbered"
        hint="Like A1-A12, B1-B10: these are then the places."
        defaultValue={ticket?.seats && formatSeats(ticket.seats)}
      />
      <TextField
        name={fieldName(row, 'maxPerOrder')}
        label="Most in one order (optional)"
        type="number"
        min={1}
        max={10}
        defaultValue={ticket?.maxPerOrder}
      />
      <TextField
        name={fieldName(row, 'maxPerBuyer')}
        label="Most for one buyer (optional)"
        type="number"
        min={1}
        max={MAX_PLACES}
        defaultValue={ticket?.maxPerBuyer}
      />
      {ticket?.saleStartsAt && (
        <p className="small soft">On sale from {formatDateTime(ticket.saleStartsAt)}.</p>
      )}
      {ticket?.saleEndsAt && <p className="small soft">On sale until {formatDateTime(ticket.saleEndsAt)}.</p>}
      {onRemove && (
        <button type="button" className="button quiet" onClick={onRemove}>
          Remove ticket {number}
        </button>
      )}
    </fieldset>
  );
}
