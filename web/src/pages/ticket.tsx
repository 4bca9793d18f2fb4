import type { ReactNode } from 'react';
import { Link } from '../router/link';
import { useParams } from '../router/router';
import type { Ticket } from '../api/types';
import { getTicket } from '../api/tickets';
import { useResource } from '../data/use-resource';
import { formatDateTime, formatMoney } from '../domain/format';
import { describeTicket, editLock } from '../domain/ticket-state';
import { useLiveTicket } from '../live/live-context';
import { paths } from '../routes';
import { useSession } from '../session/session-context';
import { Chip } from '../ui/chip';
import { Page } from '../ui/page';
import { ReserveButton } from '../ui/reserve-button';
import { Room } from '../ui/room';
import { Bones, Loaded } from '../ui/states';

function SellerActions({ ticket }: { ticket: Ticket }): ReactNode {
  const lock = editLock(ticket);
  if (lock !== null) {
    return (
      <>
        <button type="button" className="button wide" disabled aria-describedby="edit-lock">
          Edit
        </button>
        <p className="small soft" id="edit-lock">
          {lock}
        </p>
      </>
    );
  }
  return (
    <Link to={paths.editTicket(ticket.id)} className="button wide">
      Edit
    </Link>
  );
}

export default function TicketPage(): ReactNode {
  const { id = '' } = useParams();
  const { user } = useSession();
  const resource = useResource(`ticket:${id}`, (signal) => getTicket(id, signal));
  useLiveTicket(id, resource.refresh);
  return (
    <Page title={resource.data?.title ?? 'Ticket'}>
      <Loaded resource={resource} loading={<Bones count={2} height={200} />}>
        {(ticket) => {
          const state = describeTicket(ticket);
          const mine = user?.id === ticket.userId;
          const held = user != null && ticket.status !== 'open';
          return (
            <div className="two-columns">
              <section className="card stack" aria-labelledby="state">
                <div className="row spread">
                  <p className="price large">{formatMoney(ticket.price)}</p>
                  <div aria-live="polite" data-testid="ticket-state">
                    <Chip tone={state.tone}>{state.label}</Chip>
                  </div>
                </div>
                <h2 id="state" className="hidden-text">
                  State and price
                </h2>
                {!mine && <p className="soft">{state.detail}</p>}
                {mine ? (
                  <SellerActions ticket={ticket} />
                ) : (
                  <ReserveButton ticket={ticket} onLost={resource.refresh} />
                )}
                {held && !mine && (
                  <p className="small soft">
                    Is it you who reserved it? It is among <Link to={paths.orders}>your orders</Link>.
                  </p>
                )}
                {ticket.createdAt !== undefined && (
                  <p className="small soft">On sale since {formatDateTime(ticket.createdAt)}</p>
                )}
              </section>
              <Room ticketId={ticket.id} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}
