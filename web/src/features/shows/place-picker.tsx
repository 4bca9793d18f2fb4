import { type ReactNode, Suspense, lazy, useState } from 'react';
import { saleState } from './sale-state';
import { serverNow } from '../../lib/api/server-clock';
import type { ShowWithTickets, Ticket } from '../../lib/api/types';
import type { Cart, CartLine } from '../../lib/words/cart';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { formatInZone, formatMoney, plural } from '../../lib/words/format';
import { ResaleChip } from '../../ui/resale-chip';
import { Skeleton } from '../../ui/states';
import type { PickerProps } from './seats';

/** Most tickets are only looked at. */
const Seats = lazy(() => import('./seats'));

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
    <li>
      <div className="line-item">
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
              <Suspense fallback={<Skeleton count={1} height={48} />}>
                <Seats {...picker} />
              </Suspense>
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
      </div>
    </li>
  );
}

/** A ticket that its holder sells again: it is ordered by itself, on its own page. */
function ResaleRow({ ticket }: { ticket: Ticket }): ReactNode {
  const { id, title, status, price, currency } = ticket;
  return (
    <li>
      <div className="line-item">
        <div className="grow">
          <h3>{title}</h3>
          <p className="row small">
            <ResaleChip />
            {status === 'reserved' && <span className="soft">Somebody is paying</span>}
          </p>
        </div>
        <p className="price">{formatMoney(price, currency)}</p>
        <Link to={paths.ticket(id)} className="button quiet" aria-label={`See it: ${title}, resale`}>
          See it
        </Link>
      </div>
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
        {show.tickets.map((ticket) =>
          ticket.resaleOf !== undefined ? (
            <ResaleRow key={ticket.id} ticket={ticket} />
          ) : (
            <TicketRow
              key={ticket.id}
              ticket={ticket}
              cart={cart}
              onChange={onChange}
              timeZone={show.timeZone}
              isClosed={isClosed}
              whenFull={whenFull}
            />
          ),
        )}
      </ul>
    </section>
  );
}
