import type { ReactNode } from 'react';
import { countDeadLetters, serviceNames } from '../lib/api/dead-letters';
import { countDeadNotifications } from '../lib/api/notifications';
import { list } from '../lib/api/typed';
import { countPending } from '../lib/api/users';
import { useResource } from '../lib/data/use-resource';
import { useLiveRefresh } from '../lib/live/live-context';
import { NavLink } from '../lib/router/link';
import { paths } from '../lib/router/routes';
import { effectiveRole } from '../lib/session/rights';
import { useUser } from '../lib/session/session-context';
import { openReports } from '../lib/words/support-words';
import { Page } from './page';

/** Beyond this it only matters that there are many. */
const MAX_SHOWN = 99;

/** How many wait, on the corner of what leads to them: it takes no room, so that nothing moves when it comes. */
export function CountBadge({ count, what }: { count: number | undefined; what: string }): ReactNode {
  if (count === undefined || count === 0) return null;
  return (
    <span className="badge corner">
      {count > MAX_SHOWN ? `${MAX_SHOWN}+` : count}
      <span className="hidden-text"> {what}</span>
    </span>
  );
}

/** What services and deliveries have given up, all together. */
async function countAllDead(signal: AbortSignal): Promise<number> {
  const counts = await Promise.all([
    countDeadNotifications(signal),
    ...serviceNames.map((name) => countDeadLetters(name, signal)),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countOpenReports(signal: AbortSignal): Promise<number> {
  const { total } = await list('/crm/api/v1/tickets', { query: { status: openReports, limit: 1 }, signal });
  return Number.parseInt(total ?? '0', 10);
}

async function countRoomReports(signal: AbortSignal): Promise<number> {
  return (await list('/api/notifications/reports', { query: { limit: MAX_SHOWN + 1 }, signal })).items.length;
}

/** The pages of those who run the place, each with what waits there. */
function StaffNav(): ReactNode {
  const open = useResource('count:reports', countOpenReports);
  const pending = useResource('count:pending', countPending);
  const dead = useResource('count:dead', countAllDead);
  const reported = useResource('count:room-reports', countRoomReports);
  useLiveRefresh('support', open.refreshWhenIdle);
  // An engineer who opens an account is told of in the inbox.
  useLiveRefresh('notification', pending.refreshWhenIdle);
  const entries: [string, string, number?, string?][] = [
    [paths.health, 'Operations'],
    [paths.help, 'Help desk', open.data, 'open'],
    [paths.users, 'People', (pending.data ?? 0) + (reported.data ?? 0), 'waiting'],
    [paths.deadLetters, 'Dead letters', dead.data, 'given up'],
    [paths.broadcasts, 'Broadcasts'],
    [paths.audit, 'Audit log'],
  ];
  return (
    <nav className="row pills" aria-label="Running the place">
      {entries.map(([to, label, count, what = '']) => (
        <NavLink key={to} to={to} end className="header-link">
          {label}
          <CountBadge count={count} what={what} />
        </NavLink>
      ))}
    </nav>
  );
}

interface StaffPageProps {
  title: string;
  lead: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of those who run the place, with the way to the others for admins. */
export function StaffPage({ children, ...head }: StaffPageProps): ReactNode {
  const user = useUser();
  return (
    <Page {...head}>
      {effectiveRole(user) === 'admin' && <StaffNav />}
      {children}
    </Page>
  );
}
