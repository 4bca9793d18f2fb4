import type { ReactNode } from 'react';
import { Upcoming, useUpcoming } from '../features/shows/upcoming';
import { TicketsForSale, useTickets } from '../features/tickets/browse';
import { withQuery } from '../lib/api/client';
import { Link } from '../lib/router/link';
import { useSearchParams } from '../lib/router/router';
import { paths } from '../lib/router/routes';
import { Page } from '../ui/page';
import { Empty, Skeleton } from '../ui/states';
import { SearchForm, readSearch, toShowSearch, toTicketSearch } from './search-form';

const nothingMatches = (
  <Empty icon="search" title="Nothing matches">
    <p>Try another word or a wider price range.</p>
    <Link to={paths.browse} className="button quiet">
      Show all tickets
    </Link>
  </Empty>
);

const nothingForSale = (
  <Empty icon="ticket" title="No tickets for sale right now">
    <p>Have one to spare?</p>
    <Link to={paths.sell} className="button">
      Sell a ticket
    </Link>
  </Empty>
);

function found(total: string | undefined): string {
  if (total === undefined) return '';
  return total.endsWith('+') ? ' (more than 1,000)' : ` (${total})`;
}

/** What is coming up, and every ticket that is for sale. */
export default function HomePage(): ReactNode {
  const [parameters, setParameters] = useSearchParams();
  const search = readSearch(parameters);
  const isFiltered = Object.keys(search).length > 0;
  const ticketSearch = toTicketSearch(search);
  const shows = useUpcoming(toShowSearch(search));
  const tickets = useTickets(ticketSearch);
  const hasShows = shows.items !== undefined && shows.items.length > 0;
  // What stands below must not appear before it is known how much there is above.
  const isKnown = shows.items !== undefined || shows.error !== undefined;
  const hasTickets = tickets.items === undefined || tickets.items.length > 0;
  return (
    <Page title="Find a ticket" lead="Reserve one, and it is held for you while you pay.">
      <SearchForm
        key={withQuery('', search)}
        search={search}
        onSearch={(next) => setParameters(new URLSearchParams(next))}
      />
      {!isKnown && <Skeleton count={9} height={142} className="wide-cells" />}
      {isKnown && (hasShows || ticketSearch === null) && (
        <section className="stack" aria-labelledby="upcoming">
          <h2 id="upcoming">Upcoming events{hasShows && found(shows.total)}</h2>
          <Upcoming pages={shows} empty={nothingMatches} />
        </section>
      )}
      {isKnown && ticketSearch !== null && (!hasShows || hasTickets) && (
        <section className="stack" aria-label="Tickets">
          {hasShows && <h2>Tickets</h2>}
          <TicketsForSale pages={tickets} empty={isFiltered ? nothingMatches : nothingForSale} />
        </section>
      )}
    </Page>
  );
}
