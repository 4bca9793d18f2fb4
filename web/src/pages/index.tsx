import { type ComponentType, type ReactNode, Suspense, lazy } from 'react';
import { matchPath } from '../router/match';
import { ParamsContext, useLocation } from '../router/router';
import { type PagePattern, pagePatterns } from '../routes';
import { RequireSession } from '../session/require-session';
import { ErrorBoundary } from '../ui/error-boundary';
import { Bones } from '../ui/states';
import { BrowsePage } from './browse';
import { NotFoundPage } from './not-found';

type Access = 'everyone' | 'signed in' | 'admin';

interface Route {
  access: Access;
  /** Loaded when somebody goes there; the first page of most visits is there from the start. */
  Page: ComponentType;
  /** Lets the page's file be asked for anew: one that couldn't be loaded would stay so. */
  renew: () => void;
}

type Load = () => Promise<{ default: ComponentType }>;

function route(access: Access, load: Load): Route {
  const made: Route = {
    access,
    Page: lazy(load),
    renew: () => {
      made.Page = lazy(load);
    },
  };
  return made;
}

const routes: Record<PagePattern, Route> = {
  '/': { access: 'everyone', Page: BrowsePage, renew: () => undefined },
  '/tickets/:id': route('everyone', () => import('./ticket')),
  '/signin': route('everyone', () => import('./sign-in')),
  '/signup': route('everyone', () => import('./sign-up')),
  '/sell': route('signed in', () => import('./sell')),
  '/tickets/:id/edit': route('signed in', () => import('./edit-ticket')),
  '/my/tickets': route('signed in', () => import('./my-tickets')),
  '/orders': route('signed in', () => import('./orders')),
  '/orders/:id': route('signed in', () => import('./order')),
  '/inbox': route('signed in', () => import('./inbox')),
  '/preferences': route('signed in', () => import('./preferences')),
  '/support': route('signed in', () => import('./support-list')),
  '/support/new': route('signed in', () => import('./support-new')),
  '/support/:id': route('signed in', () => import('./support-ticket')),
  '/admin/users': route('admin', () => import('./admin/users')),
  '/admin/health': route('admin', () => import('./admin/health')),
  '/admin/dead-letters': route('admin', () => import('./admin/dead-letters')),
  '/admin/broadcasts': route('admin', () => import('./admin/broadcasts')),
};

const loading = (
  <div className="page">
    <Bones />
  </div>
);

/** Reads the route's page at each attempt, as it may have been renewed since the last one. */
function RoutePage({ route: { Page } }: { route: Route }): ReactNode {
  return <Page />;
}

/** The page of the present address. */
export function Pages(): ReactNode {
  const { pathname } = useLocation();
  for (const pattern of pagePatterns) {
    const params = matchPath(pattern, pathname);
    if (params === null) continue;
    const one = routes[pattern];
    return (
      <Suspense fallback={loading}>
        <ErrorBoundary key={pathname} onBroken={one.renew}>
          <ParamsContext value={params}>
            {one.access === 'everyone' ? (
              <RoutePage route={one} />
            ) : (
              <RequireSession admin={one.access === 'admin'}>
                <RoutePage route={one} />
              </RequireSession>
            )}
          </ParamsContext>
        </ErrorBoundary>
      </Suspense>
    );
  }
  return <NotFoundPage />;
}
