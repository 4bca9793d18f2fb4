import type { ReactNode } from 'react';
import { NavLink } from '../lib/router/link';
import { paths } from '../lib/router/routes';
import { Page } from './page';

const sections: [string, string][] = [
  [paths.profile, 'Profile'],
  [paths.security, 'Security'],
  [paths.sessions, 'Sessions'],
  [paths.data, 'Your data'],
  [paths.preferences, 'Preferences'],
];

/** One section of what people set for themselves, with the way to the others. */
export function SettingsPage(props: { title: string; lead: ReactNode; children: ReactNode }): ReactNode {
  return (
    <Page title={props.title} lead={props.lead} narrow>
      <nav className="row pills" aria-label="Settings">
        {sections.map(([to, label]) => (
          <NavLink key={to} to={to} end className="header-link">
            {label}
          </NavLink>
        ))}
      </nav>
      {props.children}
    </Page>
  );
}
