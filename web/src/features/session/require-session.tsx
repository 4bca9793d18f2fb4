import type { ReactNode } from 'react';
import { Redirect } from '../../lib/router/link';
import { useLocation } from '../../lib/router/router';
import { signInFrom } from '../../lib/router/routes';
import { Page } from '../../ui/page';
import { Skeleton, Empty, Failure } from '../../ui/states';
import { effectiveRole } from '../../lib/session/rights';
import { useSession } from '../../lib/session/session-context';

/** Shows a page to those who are signed in (or run the place), and leads others to the sign-in page. */
export function RequireSession({ admin, children }: { admin: boolean; children: ReactNode }): ReactNode {
  const { user, error, retry } = useSession();
  const { pathname, search } = useLocation();
  if (user === undefined) {
    return (
      <div className="page">
        {error === undefined ? <Skeleton /> : <Failure error={error} retry={retry} />}
      </div>
    );
  }
  if (user === null) return <Redirect to={signInFrom(pathname + search)} />;
  if (admin && effectiveRole(user) !== 'admin') {
    return (
      <Page title="Not for this account">
        <Empty icon="lock" title="This part is for those who run the place">
          <p>You are signed in as {user.email}.</p>
        </Empty>
      </Page>
    );
  }
  return children;
}
