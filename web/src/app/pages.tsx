import { type ComponentType, type ReactNode, Suspense, lazy, useState } from 'react';
import { matchPath } from '../lib/router/match';
import { ParamsContext, useLocation } from '../lib/router/router';
import type { PagePattern } from '../lib/router/routes';
import { DeletionNotice } from '../features/session/deletion-notice';
import { RequireSession } from '../features/session/require-session';
import { SecondFactorNotice } from '../features/session/second-factor-notice';
import { UnverifiedNotice } from '../features/session/unverified-notice';
import { ErrorBoundary } from '../ui/error-boundary';
import { Skeleton } from '../ui/states';
import { NotFoundPage } from './not-found';

type Access = 'everyone' | 'signed in' | 'admin';

interface Route {
  access: Access;
  /** Loaded when somebody goes there. */
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

/** The first that fits an address is its page’s. */
const routes: Record<PagePattern, Route> = {
  '/': route('everyone', () => import('./home-page')),
  '/shows/new': route('signed in', () => import('../features/shows/new-show')),
  '/shows/:id': route('everyone', () => import('./show-page')),
  '/shows/:id/edit': route('signed in', () => import('../features/shows/edit-show')),
  '/shows/:id/orders': route('signed in', () => import('./sold-orders-page')),
  '/my/shows': route('signed in', () => import('../features/shows/my-shows')),
  '/my/sales': route('signed in', () => import('../features/shows/sales-overview')),
  '/tickets/:id': route('everyone', () => import('./ticket-page')),
  '/signin': route('everyone', () => import('../features/session/sign-in')),
  '/signup': route('everyone', () => import('../features/session/sign-up')),
  '/verify': route('everyone', () => import('../features/session/verify')),
  '/forgot': route('everyone', () => import('../features/session/forgot-password')),
  '/reset': route('everyone', () => import('../features/session/reset-password')),
  '/sell': route('signed in', () => import('../features/tickets/sell')),
  '/tickets/:id/edit': route('signed in', () => import('../features/tickets/edit-ticket')),
  '/my/tickets': route('signed in', () => import('../features/tickets/my-tickets')),
  '/admissions': route('signed in', async () => {
    // What the list leads to is kept with it for when there is no network.
    const [list] = await Promise.all([
      import('../features/admissions/admissions'),
      import('../features/admissions/admission'),
    ]);
    return list;
  }),
  '/admissions/:id': route('signed in', () => import('../features/admissions/admission')),
  '/door/:showId': route('signed in', () => import('../features/door/door')),
  '/door/:showId/holders': route('signed in', () => import('../features/door/holders')),
  '/orders': route('signed in', () => import('../features/orders/orders')),
  '/orders/:id': route('signed in', () => import('./order-page')),
  '/inbox': route('signed in', () => import('../features/inbox/inbox')),
  '/preferences': route('signed in', () => import('../features/inbox/preferences')),
  '/settings': route('signed in', () => import('../features/account/profile')),
  '/settings/security': route('signed in', () => import('../features/account/security')),
  '/settings/sessions': route('signed in', () => import('../features/account/sessions')),
  '/settings/data': route('signed in', () => import('../features/account/data')),
  '/support': route('signed in', () => import('../features/support/support-list')),
  '/support/new': route('signed in', () => import('../features/support/support-new')),
  '/support/:id': route('signed in', () => import('../features/support/support-ticket')),
  '/admin/users': route('admin', () => import('../features/admin/users')),
  '/admin/health': route('admin', () => import('../features/admin/health')),
  '/admin/dead-letters': route('admin', () => import('../features/admin/dead-letters')),
  '/admin/broadcasts': route('admin', () => import('../features/admin/broadcasts')),
  '/admin/audit': route('admin', () => import('../features/admin/audit')),
};

/** Pages of whoever has no session yet, or no password. */
const aboutAccess: ReadonlySet<PagePattern> = new Set(['/signin', '/signup', '/verify', '/forgot', '/reset']);

const loading = (
  <div className="page">
    <Skeleton />
  </div>
);

/** Reads the route's page at each attempt, as it may have been renewed since the last one. */
function RoutePage({ route: { Page } }: { route: Route }): ReactNode {
  return <Page />;
}

/** The page of the present address. */
export function Pages(): ReactNode {
  const { pathname, key } = useLocation();
  const [firstKey] = useState(key);
  for (const [pattern, one] of Object.entries(routes) as [PagePattern, Route][]) {
    const params = matchPath(pattern, pathname);
    if (params === null) continue;
    // Who is signed in is known later than what a visit shows first to everyone, which must not move.
    const asksToVerify = !aboutAccess.has(pattern) && (one.access !== 'everyone' || key !== firstKey);
    return (
      <Suspense fallback={loading}>
        {asksToVerify && <UnverifiedNotice />}
        {asksToVerify && <SecondFactorNotice />}
        {asksToVerify && <DeletionNotice />}
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
