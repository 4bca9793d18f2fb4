import type { ReactNode } from 'react';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Notice } from '../../ui/states';

/** Asks staff to set up a second factor, without which they have no more rights than customers. */
export function SecondFactorNotice(): ReactNode {
  const { user } = useSession();
  if (!user?.secondFactorRequired) return null;
  return (
    <section className="unverified" aria-label="Second step">
      <Notice kind="wait">
        <p>
          <strong>Your work needs a second step.</strong> Set up an app or a passkey in{' '}
          <Link to={paths.security}>Security</Link>, then sign out and in again with it.
        </p>
      </Notice>
    </section>
  );
}
