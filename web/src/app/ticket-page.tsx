import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from '../lib/router/link';
import { useParams } from '../lib/router/router';
import type { Order, Ticket } from '../lib/api/types';
import { listTicketOrders } from '../features/orders/api';
import { getTicket } from '../features/tickets/api';
import { useResource } from '../lib/data/use-resource';
import { formatDateTime, formatInZone, formatMoney, formatVenue, plural } from '../lib/words/format';
import {
  describeOwn,
  describePending,
  describeTicket,
  editLock,
  findHolding,
  isTakenBack,
} from '../lib/words/ticket-state';
import { useLiveRefresh, useLiveTicket } from '../lib/live/live-context';
import { SellerRefund } from '../features/payments/seller-refund';
import { paths } from '../lib/router/routes';
import { useSession } from '../lib/session/session-context';
import { Chip } from '../ui/chip';
import { Countdown } from '../ui/countdown';
import { Page } from '../ui/page';
import { ReserveButton } from '../features/orders/reserve-button';
import { Room } from '../features/tickets/room';
import { WaitingPanel, useWaiting } from '../features/waiting/waiting-panel';
import { ResaleChip } from '../ui/resale-chip';
import { Skeleton, ResourceView } from '../ui/states';

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

/** The viewer's own order that holds the ticket or has bought it; undefined when it is somebody else's, or nobody's. */
function useHolding(
  ticketId: string,
  ticket: Ticket | undefined,
): { order: Order | undefined; refresh: () => void } {
  const { user } = useSession();
  const { data, refresh } = useResource(user ? `orders-of:${ticketId}` : null, (signal) =>
    listTicketOrders(ticketId, signal),
  );
  useLiveRefresh('order', refresh);
  const version = ticket?.version;
  const seen = useRef(version);
  useEffect(() => {
    if (seen.current !== undefined && seen.current !== version) refresh();
    seen.current = version;
  }, [version, refresh]);
  const taken = ticket !== undefined && ticket.status !== 'open';
  return { order: taken && data ? findHolding(data) : undefined, refresh };
}

function HolderActions({ order, onOver }: { order: Order; onOver: () => void }): ReactNode {
  if (order.status === 'complete') {
    return (
      <Link to={paths.order(order.id)} className="button wide">
        See your order
      </Link>
    );
  }
  return (
    <>
      <Countdown expiresAt={order.expiresAt} onOver={onOver} />
      <Link to={paths.order(order.id)} className="button wide">
        {order.status === 'created' ? 'Pay' : 'See your order'}
      </Link>
    </>
  );
}

export default function TicketPage(): ReactNode {
  const { id = '' } = useParams();
  const { user } = useSession();
  const resource = useResource(`ticket:${id}`, (signal) => getTicket(id, signal));
  useLiveTicket(id, resource);
  const holding = useHolding(id, resource.data);
  const waiting = useWaiting();
  return (
    <Page title={resource.data?.title ?? 'Ticket'}>
      <ResourceView resource={resource} loading={<Skeleton count={2} height={240} className="two-columns" />}>
        {(ticket) => {
          const mine = user?.id === ticket.userId;
          const order = mine ? undefined : holding.order;
          const state = order === undefined ? describeTicket(ticket) : describeOwn(order);
          return (
            <div className="two-columns">
              <section className="pass" aria-label="The ticket">
                <div className="pass-main stack">
                  <div className="row" aria-live="polite" data-testid="ticket-state">
                    <Chip tone={state.tone} icon={state.icon}>
                      {state.label}
                    </Chip>
                    {ticket.resaleOf !== undefined && <ResaleChip />}
                  </div>
                  {ticket.show !== undefined && ticket.showId !== undefined && (
                    <p>
                      <Link to={paths.show(ticket.showId)}>{ticket.show.title}</Link>
                      <br />
                      {formatInZone(ticket.show.startsAt, ticket.show.timeZone)},{' '}
                      {formatVenue(ticket.show.venue)}
                    </p>
                  )}
                  {ticket.quantity > 1 && <p>{plural(ticket.available, 'place')} left</p>}
                  <p>{mine && !isTakenBack(ticket) ? sellerWords[ticket.status] : state.detail}</p>
                  {ticket.resaleOf !== undefined && !mine && (
                    <p className="small soft">
                      Whoever bought it sells it again. You get a code of your own, and theirs ends.
                    </p>
                  )}
                  {mine && <p className="small soft">{describePending(ticket)}</p>}
                  {ticket.status !== 'sold' && (
                    <p className="small soft">On sale since {formatDateTime(ticket.createdAt)}</p>
                  )}
                </div>
                <div className="pass-side stack">
                  <p className="price large">{formatMoney(ticket.price, ticket.currency)}</p>
                  {mine && ticket.resaleOf !== undefined ? (
                    <Link to={paths.admission(ticket.resaleOf)} className="button wide">
                      See your ticket
                    </Link>
                  ) : mine ? (
                    <>
                      <SellerActions ticket={ticket} />
                      <Link to={paths.door(ticket.showId ?? ticket.id)} className="small">
                        The door: let people in
                      </Link>
                    </>
                  ) : order !== undefined ? (
                    <HolderActions order={order} onOver={holding.refresh} />
                  ) : (
                    <>
                      <ReserveButton ticket={ticket} onLost={resource.refresh} />
                      {!ticket.withdrawn && (
                        <WaitingPanel ticket={ticket} waiting={waiting} isFull={ticket.status !== 'open'} />
                      )}
                    </>
                  )}
                </div>
              </section>
              <Room ticketId={ticket.id} />
            </div>
          );
        }}
      </ResourceView>
    </Page>
  );
}
