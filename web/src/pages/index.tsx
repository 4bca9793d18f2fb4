import { type ComponentType, type ReactNode, Suspense, lazy } from 'react';
import { matchPath } from '../router/match';
import { ParamsContext, useLocation } from '../router/router';
import { RequireSession } from '../session/require-session';
import { ErrorBoundary } from '../ui/error-boundary';
import { Bones } from '../ui/states';
import { BrowsePage } from './browse';
import { NotFoundPage } from './not-found';

type Access = 'everyone' | 'signed in' | 'admin';

interface Route {
  path: string;
  access: Access;
  /** Loaded when somebody goes there; the first page of most visits is there from the start. */
  Page: ComponentType;
}

type Load = () => Promise<{ default: ComponentType }>;

const route = (path: string, access: Access, load: Load): Route => ({ path, access, Page: lazy(load) });

const routes: Route[] = [
  { path: '/', access: 'everyone', Page: BrowsePage },
  route('/tickets/:id', 'everyone', () => import('./ticket')),
  route('/signin', 'everyone', () => import('./sign-in')),
  route('/signup', 'everyone', () => import('./sign-up')),
  route('/sell', 'signed in', () => import('./sell')),
  route('/tickets/:id/edit', 'signed in', () => import('./edit-ticket')),
  route('/my/tickets', 'signed in', () => import('./my-tickets')),
  route('/orders', 'signed in', () => import('./orders')),
  route('/orders/:id', 'signed in', () => import('./order')),
  route('/inbox', 'signed in', () => import('./inbox')),
  route('/preferences', 'signed in', () => import('./preferences')),
  route('/support', 'signed in', () => import('./support-list')),
  route('/support/new', 'signed in', () => import('./support-new')),
  route('/support/:id', 'signed in', () => import('./support-ticket')),
  route('/admin/users', 'admin', () => import('./admin/users')),
  route('/admin/health', 'admin', () => import('./admin/health')),
  route('/admin/dead-letters', 'admin', () => import('./admin/dead-letters')),
  route('/admin/broadcasts', 'admin', () => import('./admin/broadcasts')),
];

const loading = (
  <div className="page">
    <Bones />
  </div>
);

/** The page of the present address. */
export function Pages(): ReactNode {
  const { pathname } = useLocation();
  for (const { path, access, Page } of routes) {
    const params = matchPath(path, pathname);
    if (params === null) continue;
    return (
      <Suspense fallback={loading}>
        <ErrorBoundary key={pathname}>
          <ParamsContext value={params}>
            {access === 'everyone' ? (
              <Page />
            ) : (
              <RequireSession admin={access === 'admin'}>
                <Page />
              </RequireSession>
            )}
          </ParamsContext>
        </ErrorBoundary>
      </Suspense>
    );
  }
  return <NotFoundPage />;
}
