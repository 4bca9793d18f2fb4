import { type ReactNode, Suspense, lazy, useEffect } from 'react';
import { DoorLink } from '../features/door/door-link';
import { getShow } from '../features/shows/api';
import { ShowTickets } from '../features/shows/place-picker';
import { isSoldOut } from '../features/shows/sale-state';
import { ShowFacts } from '../features/shows/show-facts';
import { WaitingPanel, useWaiting } from '../features/waiting/waiting-panel';
import { serverNow } from '../lib/api/server-clock';
import type { ShowWithTickets } from '../lib/api/types';
import { usePoll } from '../lib/data/use-poll';
import { type Resource, useResource } from '../lib/data/use-resource';
import { useLive, useLiveRefresh } from '../lib/live/live-context';
import { useParams } from '../lib/router/router';
import { useSession } from '../lib/session/session-context';
import { formatInZone, formatVenue } from '../lib/words/format';
import { Page } from '../ui/page';
import { Notice, ResourceView, Skeleton } from '../ui/states';
import { useCart } from './use-cart';

/** Loaded beside the page: not every reader buys or sells, and few shows have a queue. */
const CartPanel = lazy(() => import('../features/orders/cart-panel'));
const QueuePanel = lazy(() => import('../features/shows/queue-panel'));
const Sales = lazy(() => import('../features/shows/sales'));
const HeldPlaces = lazy(() => import('../features/admissions/held-places'));
const OrganiserActions = lazy(() => import('../features/shows/organiser-actions'));

/** Tickets that the live connection tells of; what changes of further ones is asked for now and then. */
const MAX_WATCHED = 20;

/** Keeps a show that is shown up to date. */
function useLiveShow({ data, refreshWhenIdle }: Resource<ShowWithTickets>): void {
  const { watch, connected } = useLive();
  const ids = data?.tickets.slice(0, MAX_WATCHED).map(({ id }) => id) ?? [];
  const watched = ids.join(',');
  useEffect(() => {
    const leave = watched === '' ? [] : watched.split(',').map((id) => watch('tickets', id));
    return () => leave.forEach((each) => each());
  }, [watched, watch]);
  useLiveRefresh('ticket', refreshWhenIdle);
  usePoll(refreshWhenIdle, connected ? 30_000 : 5_000);
}

/** Whether a ticket is sold by the organiser: what holders sell again is ordered on its own page. */
const isFirstHand = ({ resaleOf }: ShowWithTickets['tickets'][number]): boolean => resaleOf === undefined;

function ShowView({ show, refresh }: { show: ShowWithTickets; refresh: () => void }): ReactNode {
  const { user } = useSession();
  const { cart, choose, forget } = useCart(show);
  const waiting = useWaiting();
  const isOver = Date.parse(show.endsAt ?? show.startsAt) <= serverNow();
  const isMine = user?.id === show.userId;
  const isClosed = isOver || show.status === 'cancelled' || isMine;
  // A price that changed is seen in the cart before it is reserved.
  const priced = cart.map((line) => ({
    ...line,
    price: show.tickets.find(({ id }) => id === line.ticketId)?.price ?? line.price,
  }));
  const isFull = cart.length === 0 && isSoldOut(show.tickets.filter(isFirstHand), serverNow());
  const panel = isFull ? (
    <Notice kind="quiet">
      <p>
        <strong>Sold out for now.</strong> Join the waiting list of a ticket: what becomes free is offered to
        the first in line.
      </p>
    </Notice>
  ) : (
    <Suspense fallback={<Skeleton count={1} height={160} />}>
      <CartPanel cart={priced} currency={show.currency} onReserved={forget} onLost={refresh} />
    </Suspense>
  );
  return (
    <div className="two-columns">
      <div className="stack">
        {show.status === 'cancelled' && (
          <Notice kind="bad">
            <p>
              <strong>This event is cancelled.</strong> {show.cancelReason}
            </p>
            <p>Whoever has paid gets the money back.</p>
          </Notice>
        )}
        {isOver && show.status === 'scheduled' && (
          <Notice kind="quiet">
            <p>This event is over.</p>
          </Notice>
        )}
        <ShowFacts show={show} />
        <ShowTickets
          show={show}
          cart={priced}
          isClosed={isClosed}
          whenFull={(ticket, isFull) => <WaitingPanel ticket={ticket} waiting={waiting} isFull={isFull} />}
          onChange={choose}
        />
        {isMine && show.tickets.length > 0 && (
          <Suspense fallback={<Skeleton count={2} height={200} />}>
            <Sales show={show} />
          </Suspense>
        )}
      </div>
      <div className="stack beside">
        {user && !isMine && <DoorLink doorId={show.id} />}
        {isMine ? (
          <Suspense fallback={<Skeleton count={1} height={360} />}>
            <OrganiserActions show={show} onChanged={refresh} />
          </Suspense>
        ) : (
          !isClosed &&
          (show.queue ? (
            <Suspense fallback={<Skeleton count={1} height={160} />}>
              <QueuePanel showId={show.id}>{panel}</QueuePanel>
            </Suspense>
          ) : (
            panel
          ))
        )}
        {user && !isMine && (
          <Suspense fallback={null}>
            <HeldPlaces showId={show.id} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

export default function ShowPage(): ReactNode {
  const { id = '' } = useParams();
  const resource = useResource(`show:${id}`, (signal) => getShow(id, signal));
  useLiveShow(resource);
  const show = resource.data;
  return (
    <Page
      title={show?.title ?? 'Event'}
      lead={show && `${formatInZone(show.startsAt, show.timeZone)} · ${formatVenue(show.venue)}`}
    >
      <ResourceView resource={resource} loading={<Skeleton count={2} height={240} className="two-columns" />}>
        {(loaded) => <ShowView key={loaded.id} show={loaded} refresh={resource.refresh} />}
      </ResourceView>
    </Page>
  );
}
