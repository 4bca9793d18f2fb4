import type { ReactNode } from 'react';
import { Link } from '../../lib/router/link';
import { listMyTickets } from './api';
import { usePages } from '../../lib/data/use-pages';
import { describeTicket, isTakenBack } from '../../lib/words/ticket-state';
import { useLiveRefresh } from '../../lib/live/live-context';
import { paths } from '../../lib/router/routes';
import { Chip } from '../../ui/chip';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { ResaleChip } from '../../ui/resale-chip';
import { Empty } from '../../ui/states';
import { TicketStub } from '../../ui/ticket-stub';

const happened = {
  open: 'On sale',
  reserved: 'A buyer is paying',
  sold: 'Sold and paid',
} as const;

export default function MyTicketsPage(): ReactNode {
  const pages = usePages('my-tickets', listMyTickets);
  useLiveRefresh('ticket', pages.refreshInPlace);
  return (
    <Page
      title="What I sell"
      lead="What you put on sale, and what became of it."
      actions={
        <Link to={paths.sell} className="button">
          Sell a ticket
        </Link>
      }
    >
      <PagedList
        pages={pages}
        label="What I sell"
        itemHeight={112}
        className="wide-cells"
        empty={
          <Empty icon="ticket" title="You haven’t put a ticket on sale yet">
            <Link to={paths.sell} className="button">
              Sell a ticket
            </Link>
          </Empty>
        }
      >
        {(ticket) => {
          const { tone, icon } = describeTicket(ticket);
          return (
            <TicketStub
              title={ticket.title}
              price={ticket.price}
              currency={ticket.currency}
              to={paths.ticket(ticket.id)}
              meta={
                <>
                  <Chip tone={tone} icon={icon}>
                    {isTakenBack(ticket) ? 'Taken off sale' : happened[ticket.status]}
                  </Chip>
                  {ticket.resaleOf !== undefined && <ResaleChip />}
                </>
              }
            />
          );
        }}
      </PagedList>
    </Page>
  );
}
