import { type ReactNode, useEffect, useRef, useState } from 'react';
import { verifyAddress } from '../../lib/api/auth';
import { errorMessage } from '../../lib/api/errors';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Page } from '../../ui/page';
import { Notice, Skeleton } from '../../ui/states';
import { useMailedToken } from './mailed-token';
import { ResendButton } from './resend-button';

type State = { kind: 'asking' | 'done' } | { kind: 'refused'; problem: string };

/** Where the link of the mail leads that confirms an address. */
export default function VerifyPage(): ReactNode {
  const { user, retry } = useSession();
  const token = useMailedToken();
  const [state, setState] = useState<State>(
    token === ''
      ? { kind: 'refused', problem: 'The link isn’t whole. Open it from the mail, or copy all of it.' }
      : { kind: 'asking' },
  );
  // The token is good once.
  const asked = useRef(token === '');
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    verifyAddress(token).then(
      () => {
        setState({ kind: 'done' });
        retry();
      },
      (error: unknown) => setState({ kind: 'refused', problem: errorMessage(error) }),
    );
  }, [token, retry]);
  return (
    <Page title="Confirm your address" narrow>
      {state.kind === 'asking' && <Skeleton count={1} height={64} />}
      {state.kind === 'done' && (
        <>
          <div role="status">
            <Notice kind="good">
              <p>Your address is confirmed. We can write to you now.</p>
            </Notice>
          </div>
          <p>
            {user === null ? (
              <Link to={paths.signIn} className="button">
                Sign in
              </Link>
            ) : (
              <Link to={paths.browse} className="button">
                Find a ticket
              </Link>
            )}
          </p>
        </>
      )}
      {state.kind === 'refused' && (
        <>
          <div role="alert">
            <Notice kind="bad">
              <p>{state.problem}</p>
            </Notice>
          </div>
          {user?.emailVerified === true && <p>The address of your account is confirmed already.</p>}
          {user?.emailVerified === false && <ResendButton />}
          {user === null && (
            <p>
              <Link to={paths.signIn}>Sign in</Link> to have another link sent.
            </p>
          )}
        </>
      )}
    </Page>
  );
}
