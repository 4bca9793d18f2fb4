import { type ReactNode, Suspense, lazy } from 'react';
import { listWaiting } from './api';
import { isLiveEntry } from './waiting-words';
import type { Ticket, WaitingEntry } from '../../lib/api/types';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { useLiveRefresh } from '../../lib/live/live-context';
import { Link } from '../../lib/router/link';
import { useLocation } from '../../lib/router/router';
import { signInFrom } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';

/** Few tickets are full. */
const WaitingList = lazy(() => import('./waiting-list'));

/** How often one who waits asks where they stand, in ms; an offer is told of at once. */
const ASK_EVERY_MS = 5_000;

/** One's own entries in waiting lists. */
export interface Waiting {
  /** The newest of a ticket. */
  find: (ticketId: string) => WaitingEntry | undefined;
  refresh: () => void;
}

/** Keeps one's own entries up to date. */
export function useWaiting(): Waiting {
  const { user } = useSession();
  const { data, refresh, refreshWhenIdle } = useResource(user ? 'waiting-list' : null, listWaiting);
  useLiveRefresh('order', refresh);
  usePoll(refreshWhenIdle, data?.some(isLiveEntry) ? ASK_EVERY_MS : null);
  return { find: (id) => data?.find(({ ticketId }) => ticketId === id), refresh };
}

interface WaitingPanelProps {
  ticket: Ticket;
  waiting: Waiting;
  /** Whether nothing is free that could be ordered instead. */
  isFull: boolean;
}

/** For a ticket of which nothing is free: a place in its line, where one stands there, and what is offered. */
export function WaitingPanel({ ticket, waiting: { find, refresh }, isFull }: WaitingPanelProps): ReactNode {
  const { user } = useSession();
  const { pathname } = useLocation();
  const entry = find(ticket.id);
  if (!isFull && !isLiveEntry(entry)) return null;
  if (!user) {
    return user === undefined ? null : (
      <Link to={signInFrom(pathname)} className="button quiet">
        Sign in to join the waiting list
      </Link>
    );
  }
  return (
    <Suspense fallback={null}>
      <WaitingList ticket={ticket} entry={entry} refresh={refresh} />
    </Suspense>
  );
}
