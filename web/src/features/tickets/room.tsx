import type { ReactNode } from 'react';
import { countLooking } from '../../lib/api/notifications';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { useLocation } from '../../lib/router/router';
import { signInFrom } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Skeleton } from '../../ui/states';
import { finding, Looking } from './looking';
import { MembersRoom } from './members-room';

const ASKED_EVERY_MS = 10_000;

/** For visitors, who have no live connection and no name to speak under. */
function VisitorsRoom({ ticketId }: { ticketId: string }): ReactNode {
  const { pathname } = useLocation();
  const { data, refreshWhenIdle } = useResource(`looking:${ticketId}`, (signal) =>
    countLooking(ticketId, signal),
  );
  usePoll(refreshWhenIdle, ASKED_EVERY_MS);
  return (
    <section className="card stack" aria-label="On this page now">
      <Looking others={data ?? null} unknown={finding} />
      <p className="small soft">
        <Link to={signInFrom(pathname)}>Sign in</Link> to talk to the others on this page.
      </p>
    </section>
  );
}

/** Who else is on a ticket's page, and what they say there. */
export function Room({ ticketId }: { ticketId: string }): ReactNode {
  const { user } = useSession();
  // The place is kept until it is known who looks, so that nothing moves then.
  if (user === undefined) return <Skeleton count={1} height={104} />;
  return user === null ? <VisitorsRoom ticketId={ticketId} /> : <MembersRoom ticketId={ticketId} />;
}
