import { type ReactNode, useEffect, useState } from 'react';
import { getSeats } from './api';
import { toRows } from './seat-labels';
import { saleState } from './sale-state';
import { serverNow } from '../../lib/api/server-clock';
import type { ShowWithTickets, Ticket } from '../../lib/api/types';
import { useResource } from '../../lib/data/use-resource';
import { type Cart, type CartLine, MAX_PLACES_PER_ORDER, countPlaces } from '../../lib/words/cart';
import { formatInZone, formatMoney, plural } from '../../lib/words/format';
import { ResourceView } from '../../ui/states';

interface PickerProps {
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
function Seats(props: PickerProps): ReactNode {
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

/** What is said of a ticket's places beside its price. */
function describeSale(ticket: Ticket, timeZone: string): string {
  const state = saleState(ticket, serverNow());
  switch (state.kind) {
    case 'on-sale':
      return `${ticket.available} left`;
    case 'not-yet':
      return `On sale from ${formatInZone(state.startsAt, timeZone)}`;
    case 'over':
      return 'The sale has ended';
    case 'withdrawn':
      return 'No longer on sale';
    case 'held':
      return 'All are held by buyers who are paying. One that is let go is free again here.';
    case 'sold-out':
      return 'Sold out';
  }
}

interface TicketRowProps extends PickerProps {
  timeZone: string;
  /** What is offered of a ticket of which nothing is free. */
  whenFull: (ticket: Ticket, isFull: boolean) => ReactNode;
  /** Nothing can be bought here: the show is over, cancelled, or the reader's own. */
  isClosed: boolean;
}

function TicketRow({ timeZone, isClosed, whenFull, ...picker }: TicketRowProps): ReactNode {
  const { ticket } = picker;
  const [isOpen, setOpen] = useState(false);
  const { kind } = saleState(ticket, serverNow());
  const isOnSale = kind === 'on-sale';
  const inCart = picker.cart.some(({ ticketId }) => ticketId === ticket.id);
  return (
    <li className="line-item">
      <div className="grow">
        <h3>{ticket.title}</h3>
        <p className="small soft" aria-live="polite">
          {describeSale(ticket, timeZone)}
        </p>
        {ticket.maxPerOrder !== undefined && (
          <p className="small soft">At most {plural(ticket.maxPerOrder, 'place')} an order</p>
        )}
      </div>
      <p className="price">{formatMoney(ticket.price, ticket.currency)}</p>
      {!isClosed && (isOnSale || inCart) && (
        <>
          {isOpen || inCart ? (
            <Seats {...picker} />
          ) : (
            <button
              type="button"
              className="button"
              aria-label={`Choose places: ${ticket.title}`}
              onClick={() => setOpen(true)}
            >
              Choose
            </button>
          )}
        </>
      )}
      {!isClosed && whenFull(ticket, kind === 'held' || kind === 'sold-out')}
    </li>
  );
}

interface ShowTicketsProps extends Pick<TicketRowProps, 'whenFull'> {
  show: ShowWithTickets;
  cart: Cart;
  isClosed: boolean;
  onChange: (line: CartLine) => void;
}

/** The tickets of a show, with what is left of each. */
export function ShowTickets({ show, cart, isClosed, onChange, whenFull }: ShowTicketsProps): ReactNode {
  return (
    <section className="stack" aria-labelledby="tickets">
      <h2 id="tickets">Tickets</h2>
      {show.tickets.length === 0 && <p className="soft">There are none on sale yet.</p>}
      <ul className="list">
        {show.tickets.map((ticket) => (
          <TicketRow
            key={ticket.id}
            ticket={ticket}
            cart={cart}
            onChange={onChange}
            timeZone={show.timeZone}
            isClosed={isClosed}
            whenFull={whenFull}
          />
        ))}
      </ul>
    </section>
  );
}
