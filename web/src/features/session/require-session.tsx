import type { ReactNode } from 'react';
import { Link, Redirect } from '../../lib/router/link';
import { useLocation } from '../../lib/router/router';
import { paths, signInFrom } from '../../lib/router/routes';
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
  if (admin && user.role === 'admin' && user.secondFactorRequired) {
    return (
      <Page title="A second step is needed">
        <Empty icon="lock" title="Those who run the place sign in with a second step">
          <p>
            <Link to={paths.security}>Set one up</Link>, then sign in again with it.
          </p>
        </Empty>
      </Page>
    );
  }
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
