import type { ReactNode } from 'react';
import type { ShowWithTickets, Ticket } from '../../lib/api/types';
import { useResource } from '../../lib/data/use-resource';
import { useLiveRefresh } from '../../lib/live/live-context';
import { formatMoney } from '../../lib/words/format';
import { getShowSales } from './sales-api';
import { SalesByDay } from './sales-by-day';
import { SalesTable } from './sales-table';

const WIDTH = 100;

/** Sold, held and free places of a ticket as parts of a bar; the table beside it says the same in figures. */
function PlacesBar({ ticket: { quantity, sold, held } }: { ticket: Ticket }): ReactNode {
  const scale = WIDTH / Math.max(quantity, 1);
  return (
    <svg className="places-bar" viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="free" width={WIDTH} height="8" />
      <rect className="sold" width={sold * scale} height="8" />
      <rect className="held" x={sold * scale} width={held * scale} height="8" />
    </svg>
  );
}

/** What was sold of a show, by ticket. */
function SalesByTicket({ show }: { show: ShowWithTickets }): ReactNode {
  const { tickets, currency } = show;
  const cents = (ticket: Ticket): number => Math.round(ticket.price * 100) * ticket.sold;
  const sum = (count: (ticket: Ticket) => number): number =>
    tickets.reduce((total, ticket) => total + count(ticket), 0);
  const paid = useResource(`sales-of:${show.id}`, (signal) => getShowSales(show.id, signal));
  useLiveRefresh('ticket', paid.refreshWhenIdle);
  return (
    <section className="stack" aria-labelledby="sales">
      <h2 id="sales">Sales</h2>
      <div className="table-scroll" tabIndex={0} role="group" aria-label="Figures">
        <table>
          <thead>
            <tr>
              <th scope="col">Ticket</th>
              <th scope="col">Sold</th>
              <th scope="col">Held</th>
              <th scope="col">Free</th>
              <th scope="col">Net, at today’s price</th>
            </tr>
          </thead>
          <tbody>
            {tickets.map((ticket) => (
              <tr key={ticket.id}>
                <th scope="row">
                  {ticket.title}
                  <PlacesBar ticket={ticket} />
                </th>
                <td className="nums">{ticket.sold}</td>
                <td className="nums">{ticket.held}</td>
                <td className="nums">{ticket.available}</td>
                <td className="nums">{formatMoney(cents(ticket) / 100, currency)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">Together</th>
              <td className="nums">{sum(({ sold }) => sold)}</td>
              <td className="nums">{sum(({ held }) => held)}</td>
              <td className="nums">{sum(({ available }) => available)}</td>
              <td className="nums">{formatMoney(sum(cents) / 100, currency)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      {paid.data && paid.data.length > 0 && <SalesTable label="Money" sales={paid.data} isMoneyOnly />}
    </section>
  );
}

/** What the organiser alone sees of a show. */
export default function Sales({ show }: { show: ShowWithTickets }): ReactNode {
  return (
    <>
      <SalesByTicket show={show} />
      <SalesByDay show={show} />
    </>
  );
}
