import { type ReactNode, Suspense, lazy } from 'react';
import { LiveProvider } from '../lib/live/live-provider';
import { useSession } from '../lib/session/session-context';
import { Pages } from './pages';
import { SessionProvider } from '../features/session/session-provider';
import { UnlessSuspended } from '../features/session/unless-suspended';
import { Layout } from './layout';
import { ErrorBoundary } from '../ui/error-boundary';
import { Toasts } from '../ui/toasts';

const ExpiredDialog = lazy(() => import('../features/session/expired-dialog'));

/** Asks to sign in again over the page; loaded when a session has ended. */
function SessionEnd(): ReactNode {
  const { expired } = useSession();
  return (
    expired && (
      <ErrorBoundary onBroken={() => undefined}>
        <Suspense>
          <ExpiredDialog />
        </Suspense>
      </ErrorBoundary>
    )
  );
}

export function App(): ReactNode {
  return (
    <SessionProvider>
      <LiveProvider>
        <Layout>
          <UnlessSuspended>
            <Pages />
          </UnlessSuspended>
        </Layout>
        <SessionEnd />
        <Toasts />
      </LiveProvider>
    </SessionProvider>
  );
}
