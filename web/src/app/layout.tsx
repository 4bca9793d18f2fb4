import { type ReactNode, useSyncExternalStore } from 'react';
import { NavLink } from '../lib/router/link';
import { getConnectivity, subscribeConnectivity } from '../lib/data/connectivity';
import { useUnread } from '../lib/live/live-context';
import { paths } from '../lib/router/routes';
import { useSession } from '../lib/session/session-context';
import { AccountMenu } from './account-menu';
import { Icon, type IconName } from '../ui/icons';
import { useTheme } from './theme';

const links: { to: string; label: string; icon: IconName }[] = [
  { to: paths.browse, label: 'Browse', icon: 'search' },
  { to: paths.sell, label: 'Sell', icon: 'plus' },
  { to: paths.orders, label: 'Orders', icon: 'receipt' },
  { to: paths.help, label: 'Help', icon: 'help' },
];

function ThemeToggle(): ReactNode {
  const [theme, toggle] = useTheme();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
      onClick={toggle}
    >
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  );
}

function Bell(): ReactNode {
  const unread = useUnread();
  const label = unread === 0 ? 'Inbox' : `Inbox, ${unread} unread`;
  return (
    <NavLink to={paths.inbox} className="icon-button" aria-label={label}>
      <Icon name="bell" />
      {unread > 0 && <span className="badge">{unread > 99 ? '99+' : unread}</span>}
    </NavLink>
  );
}

function ConnectionBanner(): ReactNode {
  const { offline, silent, unavailable, paused } = useSyncExternalStore(
    subscribeConnectivity,
    getConnectivity,
  );
  const message = offline
    ? 'You’re offline. What you see may be out of date; it is brought up to date once you’re back.'
    : silent
      ? 'A part of the site doesn’t answer. We keep asking and show it as soon as it does.'
      : unavailable
        ? 'A part of the site isn’t available. We keep asking and show it as soon as it’s back.'
        : paused
          ? 'Live updates are interrupted. We’re reconnecting; nothing will be missed.'
          : null;
  return (
    <div className="banner-slot" role="status">
      {message !== null && (
        <div className="banner">
          <p>
            <Icon name="cloud" />
            {message}
          </p>
        </div>
      )}
    </div>
  );
}

/** Where the mails of this system arrive when it runs on one machine, without a mail provider. */
const localInbox = document.querySelector<HTMLMetaElement>('meta[name="local-inbox"]')?.content;

/** What surrounds every page. */
export function Layout({ children }: { children: ReactNode }): ReactNode {
  const { user } = useSession();
  return (
    <div className="shell">
      <a className="skip button quiet" href="#main">
        Skip to the content
      </a>
      <header className="header">
        <div className="header-inner">
          <NavLink to={paths.browse} className="brand">
            <Icon name="ticket" size={26} />
            Ticketing
          </NavLink>
          <nav className="header-links" aria-label="Main">
            {links.map((link) => (
              <NavLink key={link.to} to={link.to} end={link.to === '/'} className="header-link">
                {link.label}
              </NavLink>
            ))}
          </nav>
          <ThemeToggle />
          <div className="account-slot">
            {user && <Bell />}
            <AccountMenu />
          </div>
        </div>
      </header>
      <ConnectionBanner />
      <main className="main" id="main">
        {children}
      </main>
      <footer className="footer row spread">
        <span>Tickets are held while you pay, and never sold twice.</span>
        {localInbox && <a href={localInbox}>Mails of this system</a>}
        <a href="/api/docs">API</a>
      </footer>
      <nav className="tabs" aria-label="Main">
        {links.map((link) => (
          <NavLink key={link.to} to={link.to} end={link.to === '/'} className="tab">
            <Icon name={link.icon} />
            {link.label}
          </NavLink>
        ))}
      </nav>
    </div>
  );
}
