import { type ReactNode, useCallback, useRef } from 'react';
import { withQuery } from '../../lib/api/client';
import { serverNow } from '../../lib/api/server-clock';
import type { Ticket } from '../../lib/api/types';
import { type Pages, usePages } from '../../lib/data/use-pages';
import { paths } from '../../lib/router/routes';
import { formatAgo, formatInZone, formatVenue } from '../../lib/words/format';
import { PagedList } from '../../ui/paged-list';
import { ResaleChip } from '../../ui/resale-chip';
import { TicketStub } from '../../ui/ticket-stub';
import { type TicketSearch, listTickets, ticketsPath } from './api';

/** The tickets that can be reserved, of those that are looked for; none are loaded for a null search. */
export function useTickets(search: TicketSearch | null): Pages<Ticket> {
  const latest = useRef(search);
  latest.current = search;
  const load = useCallback(
    (next: string | null, signal: AbortSignal) => listTickets(latest.current ?? {}, next, signal),
    [],
  );
  return usePages(search && withQuery(ticketsPath, { ...search }), load);
}

/** When and where it is for, or how long it has been for sale where that isn't known. */
function Meta({ ticket: { title, show, createdAt } }: { ticket: Ticket }): ReactNode {
  if (!show) return `Listed ${formatAgo(createdAt, serverNow())}`;
  return `${title} · ${formatInZone(show.startsAt, show.timeZone)} · ${formatVenue(show.venue)}`;
}

export function TicketsForSale({ pages, empty }: { pages: Pages<Ticket>; empty: ReactNode }): ReactNode {
  return (
    <PagedList
      pages={pages}
      label="Tickets for sale"
      itemHeight={112}
      className="wide-cells"
      skeletons={9}
      empty={empty}
    >
      {(ticket) => (
        <TicketStub
          title={ticket.show?.title ?? ticket.title}
          price={ticket.price}
          currency={ticket.currency}
          to={
            // A resale is ordered by itself.
            ticket.showId === undefined || ticket.resaleOf !== undefined
              ? paths.ticket(ticket.id)
              : paths.show(ticket.showId)
          }
          meta={
            <>
              {ticket.resaleOf !== undefined && <ResaleChip />}
              <Meta ticket={ticket} />
            </>
          }
          side={ticket.quantity > 1 ? `${ticket.available} left` : undefined}
        />
      )}
    </PagedList>
  );
}
