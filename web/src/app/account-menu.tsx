import { type ReactNode, useRef } from 'react';
import { Link } from '../lib/router/link';
import { useLocation, useNavigate } from '../lib/router/router';
import { paths, signInFrom } from '../lib/router/routes';
import { effectiveRole } from '../lib/session/rights';
import { useSession } from '../lib/session/session-context';
import { Icon, type IconName } from '../ui/icons';
import { showFailure } from '../ui/toast-store';

const own: [string, string, IconName][] = [
  [paths.admissions, 'My tickets', 'ticket'],
  [paths.myShows, 'My events', 'calendar'],
  [paths.myTickets, 'What I sell', 'plus'],
  [paths.sales, 'Sales', 'receipt'],
  [paths.orders, 'My orders', 'receipt'],
  [paths.inbox, 'Inbox', 'bell'],
  [paths.profile, 'Settings', 'gear'],
  [paths.help, 'Help desk', 'help'],
];
/** Leads on to all that admins do. */
const running: [string, string, IconName] = [paths.health, 'Operations', 'check'];

/** The way to what is one's own, as a popover of the browser: it closes on Escape and on a press elsewhere. */
export function AccountMenu(): ReactNode {
  const { user, signOut } = useSession();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const menu = useRef<HTMLDivElement>(null);

  if (user === undefined) return <span className="icon-button" aria-hidden="true" />;
  if (user === null) {
    const from = pathname === paths.signIn || pathname === paths.signUp ? paths.browse : pathname + search;
    return (
      <Link to={signInFrom(from)} className="button small">
        Sign in
      </Link>
    );
  }
  const close = (): void => menu.current?.hidePopover();
  const leave = async (): Promise<void> => {
    close();
    try {
      await signOut(() => navigate(paths.browse));
    } catch (error) {
      showFailure(error, 'You are still signed in');
    }
  };
  const entry = ([to, label, icon]: [string, string, IconName]): ReactNode => (
    <li key={to}>
      <Link to={to} onClick={close}>
        <Icon name={icon} size={18} />
        {label}
      </Link>
    </li>
  );
  return (
    <>
      <button
        type="button"
        className="icon-button"
        popoverTarget="account-menu"
        aria-label={`Account of ${user.name}`}
      >
        <Icon name="person" />
      </button>
      <div ref={menu} id="account-menu" className="menu" popover="auto">
        <p className="small">
          <strong>{user.name}</strong>
          <br />
          <span className="soft">{user.email}</span>
        </p>
        <nav aria-label="Account">
          <ul>
            {own.map(entry)}
            {effectiveRole(user) === 'admin' && entry(running)}
          </ul>
        </nav>
        <button type="button" onClick={() => void leave()}>
          <Icon name="out" size={18} />
          Sign out
        </button>
      </div>
    </>
  );
}
