import type { ReactNode } from 'react';
import { Link } from '../router/link';
import { useParams } from '../router/router';
import type { Ticket } from '../api/types';
import { getTicket } from '../api/tickets';
import { useResource } from '../data/use-resource';
import { formatDateTime, formatMoney } from '../domain/format';
import { describeTicket, editLock } from '../domain/ticket-state';
import { useLiveTicket } from '../live/live-context';
import { SellerRefund } from '../payment/seller-refund';
import { paths } from '../routes';
import { useSession } from '../session/session-context';
import { Chip } from '../ui/chip';
import { Page } from '../ui/page';
import { ReserveButton } from '../ui/reserve-button';
import { Room } from '../ui/room';
import { Bones, Loaded } from '../ui/states';

const sellerWords = {
  open: 'This is your ticket. Everybody can see and reserve it.',
  reserved: 'This is your ticket. A buyer holds it and is about to pay.',
  sold: 'This was your ticket. It is paid.',
} as const;

function SellerActions({ ticket }: { ticket: Ticket }): ReactNode {
  if (ticket.status === 'sold' && ticket.orderId !== null) return <SellerRefund orderId={ticket.orderId} />;
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
  useLiveTicket(id, resource);
  return (
    <Page title={resource.data?.title ?? 'Ticket'}>
      <Loaded resource={resource} loading={<Bones count={2} height={240} />}>
        {(ticket) => {
          const state = describeTicket(ticket);
          const mine = user?.id === ticket.userId;
          return (
            <div className="two-columns">
              <section className="pass" aria-label="The ticket">
                <div className="pass-main stack">
                  <div aria-live="polite" data-testid="ticket-state">
                    <Chip tone={state.tone} icon={state.icon}>
                      {state.label}
                    </Chip>
                  </div>
                  <p>{mine ? sellerWords[ticket.status] : state.detail}</p>
                  <p className="small soft">On sale since {formatDateTime(ticket.createdAt)}</p>
                  {user != null && !mine && ticket.status !== 'open' && (
                    <p className="small soft">
                      Did you reserve it? It is among <Link to={paths.orders}>your orders</Link>.
                    </p>
                  )}
                </div>
                <div className="pass-side stack">
                  <p className="price large">{formatMoney(ticket.price)}</p>
                  {mine ? (
                    <SellerActions ticket={ticket} />
                  ) : (
                    <ReserveButton ticket={ticket} onLost={resource.refresh} />
                  )}
                </div>
              </section>
              <Room ticketId={ticket.id} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}
