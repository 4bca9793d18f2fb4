import type { ReactNode } from 'react';
import { LiveProvider } from '../lib/live/live-provider';
import { Pages } from './pages';
import { ExpiredDialog } from '../features/session/expired-dialog';
import { SessionProvider } from '../features/session/session-provider';
import { UnlessSuspended } from '../features/session/unless-suspended';
import { Layout } from './layout';
import { Toasts } from '../ui/toasts';

export function App(): ReactNode {
  return (
    <SessionProvider>
      <LiveProvider>
        <Layout>
          <UnlessSuspended>
            <Pages />
          </UnlessSuspended>
        </Layout>
        <ExpiredDialog />
        <Toasts />
      </LiveProvider>
    </SessionProvider>
  );
}
