import type { ReactNode } from 'react';
import { LiveProvider } from './live/live-provider';
import { Pages } from './pages';
import { ExpiredDialog } from './session/expired-dialog';
import { SessionProvider } from './session/session-provider';
import { Layout } from './ui/layout';
import { Toasts } from './ui/toasts';

export function App(): ReactNode {
  return (
    <SessionProvider>
      <LiveProvider>
        <Layout>
          <Pages />
        </Layout>
        <ExpiredDialog />
        <Toasts />
      </LiveProvider>
    </SessionProvider>
  );
}
