import { type ReactNode, useState } from 'react';
import { findQueuePosition, joinQueue } from './api';
import { errorMessage } from '../../lib/api/errors';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { useLocation } from '../../lib/router/router';
import { signInFrom } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { formatTime, plural } from '../../lib/words/format';
import { Notice, ResourceView } from '../../ui/states';

/** How often one who waits asks where they stand, in ms. */
const ASK_EVERY_MS = 3_000;

interface QueuePanelProps {
  showId: string;
  /** What whoever was let through buys with. */
  children: ReactNode;
}

/** In front of a hot show: says honestly where one stands, and lets one buy when it is one's turn. */
export default function QueuePanel({ showId, children }: QueuePanelProps): ReactNode {
  const { user } = useSession();
  const { pathname } = useLocation();
  if (user) return <Line showId={showId}>{children}</Line>;
  return (
    <section className="card stack" aria-labelledby="queue">
      <h2 id="queue">Queue</h2>
      <p>Many want to go, so buyers are let through a few at a time.</p>
      <Link to={signInFrom(pathname)} className="button wide">
        Sign in to join the queue
      </Link>
    </section>
  );
}

function Line({ showId, children }: QueuePanelProps): ReactNode {
  const [problem, setProblem] = useState<string | null>(null);
  const resource = useResource(`queue:${showId}`, (signal) => findQueuePosition(showId, signal));
  const isWaiting = resource.data !== undefined && resource.data !== 'none';
  usePoll(resource.refreshWhenIdle, isWaiting ? ASK_EVERY_MS : null);
  const join = async (): Promise<void> => {
    setProblem(null);
    try {
      await joinQueue(showId);
      resource.refresh();
    } catch (error) {
      setProblem(errorMessage(error));
    }
  };
  return (
    <ResourceView resource={resource}>
      {(place) => (
        <>
          {place !== 'none' && place.status === 'admitted' ? (
            <>
              <Notice kind="good">
                <p>
                  <strong>It is your turn.</strong>{' '}
                  {place.until !== undefined && `Choose and reserve by ${formatTime(place.until)}.`}
                </p>
              </Notice>
              {children}
            </>
          ) : (
            <section className="card stack" aria-labelledby="queue">
              <h2 id="queue">Queue</h2>
              {place === 'none' && (
                <>
                  <p>Many want to go, so buyers are let through a few at a time.</p>
                  <button type="button" className="button wide" onClick={() => void join()}>
                    Join the queue
                  </button>
                </>
              )}
              {place !== 'none' && (
                <div aria-live="polite">
                  {place.until === undefined ? (
                    <p>
                      You are number <strong className="nums">{place.position}</strong> in the queue.
                    </p>
                  ) : (
                    <p>
                      {plural(place.position, 'person', 'people')} in the queue so far. Whoever has come by{' '}
                      {formatTime(place.until)} is drawn by lot; nobody gains by being faster.
                    </p>
                  )}
                  <p className="small soft">Stay on this page: it goes on by itself when it is your turn.</p>
                </div>
              )}
              {problem !== null && <p role="alert">{problem}</p>}
            </section>
          )}
        </>
      )}
    </ResourceView>
  );
}
