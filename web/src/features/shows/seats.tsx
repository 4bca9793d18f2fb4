import { type ReactNode, useEffect } from 'react';
import { getSeats } from './api';
import { toRows } from './seat-labels';
import type { Ticket } from '../../lib/api/types';
import { useResource } from '../../lib/data/use-resource';
import { type Cart, type CartLine, MAX_PLACES_PER_ORDER, countPlaces } from '../../lib/words/cart';
import { ResourceView } from '../../ui/states';

export interface PickerProps {
  ticket: Ticket;
  cart: Cart;
  onChange: (line: CartLine) => void;
}

/** How many places of a ticket may be in the cart at most, beside those of the other tickets. */
function mostPlaces(ticket: Ticket, cart: Cart): number {
  const others = countPlaces(cart.filter(({ ticketId }) => ticketId !== ticket.id));
  return Math.max(
    0,
    Math.min(
      ticket.available,
      MAX_PLACES_PER_ORDER - others,
      ticket.maxPerOrder ?? MAX_PLACES_PER_ORDER,
      ticket.maxPerBuyer ?? MAX_PLACES_PER_ORDER,
    ),
  );
}

/** One fewer, one more. */
function QuantityPicker({ ticket, cart, onChange }: PickerProps): ReactNode {
  const { id, title, price } = ticket;
  const quantity = cart.find(({ ticketId }) => ticketId === id)?.quantity ?? 0;
  const most = mostPlaces(ticket, cart);
  const set = (wanted: number): void => onChange({ ticketId: id, title, price, quantity: wanted });
  return (
    <div className="row stepper" role="group" aria-label={`Places: ${title}`}>
      <button
        type="button"
        className="button quiet"
        aria-label={`One fewer: ${title}`}
        aria-disabled={quantity === 0}
        onClick={() => quantity > 0 && set(quantity - 1)}
      >
        −
      </button>
      <output className="nums" aria-live="polite">
        {quantity}
      </output>
      <button
        type="button"
        className="button quiet"
        aria-label={`One more: ${title}`}
        aria-disabled={quantity >= most}
        onClick={() => quantity < most && set(quantity + 1)}
      >
        +
      </button>
    </div>
  );
}

/** The seats by rows, each to be taken or left; what others take meanwhile is seen at once. */
function SeatPicker({ ticket, cart, onChange }: PickerProps): ReactNode {
  const { id, title, price, seats = [], taken = [] } = ticket;
  const chosen = cart.find(({ ticketId }) => ticketId === id)?.seats ?? [];
  const gone = new Set(taken);
  const most = mostPlaces(ticket, cart);
  const toggle = (seat: string): void => {
    const next = chosen.includes(seat) ? chosen.filter((other) => other !== seat) : [...chosen, seat];
    if (next.length <= most || next.length < chosen.length)
      onChange({ ticketId: id, title, price, quantity: next.length, seats: next });
  };
  return (
    <div className="stack seats">
      {toRows(seats).map(({ name, seats: row }) => (
        <div key={name} role="group" aria-label={name === '' ? title : `Row ${name}`} className="seat-row">
          {row.map((seat) => {
            const isChosen = chosen.includes(seat);
            const isOut = gone.has(seat) && !isChosen;
            return (
              <button
                key={seat}
                type="button"
                className="seat"
                aria-pressed={isChosen}
                aria-label={isOut ? `${seat}, taken` : seat}
                disabled={isOut}
                onClick={() => toggle(seat)}
              >
                {seat}
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** Loads the seats of a ticket when they are looked at, and anew when the ticket has changed. */
export default function Seats(props: PickerProps): ReactNode {
  const { id, version } = props.ticket;
  const resource = useResource(`seats:${id}`, (signal) => getSeats(id, signal));
  const { data, refreshWhenIdle } = resource;
  const isOld = data !== undefined && data.version !== version;
  useEffect(() => {
    if (isOld) refreshWhenIdle();
  }, [isOld, version, refreshWhenIdle]);
  return (
    <ResourceView resource={resource}>
      {(ticket) =>
        ticket.seats === undefined ? (
          <QuantityPicker {...props} />
        ) : (
          <SeatPicker
            {...props}
            ticket={{ ...props.ticket, seats: ticket.seats, taken: ticket.taken ?? [] }}
          />
        )
      }
    </ResourceView>
  );
}
