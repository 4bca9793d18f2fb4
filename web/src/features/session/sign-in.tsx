import { type ReactNode, useState } from 'react';
import { listProviders } from '../../lib/api/auth';
import { useResource } from '../../lib/data/use-resource';
import { Link, Redirect } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
import { emailIn, paths, safeNext } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Page } from '../../ui/page';
import { Problem } from '../../ui/states';
import { PasskeyButton } from './passkey-button';
import { useProviderAnswer } from './provider-answer';
import { SignInForm } from './sign-in-form';

/** Leads to the providers of identities by which people may sign in, if there are any. */
function ProviderButtons({ next }: { next: string }): ReactNode {
  const { data = [] } = useResource('providers', listProviders);
  return data.map(({ name, startUrl }) => (
    <a key={startUrl} className="button quiet wide" href={`${startUrl}?next=${encodeURIComponent(next)}`}>
      Sign in with {name}
    </a>
  ));
}

export default function SignInPage(): ReactNode {
  const { user } = useSession();
  const [parameters] = useSearchParams();
  const next = parameters.get('next');
  const [email] = useState(() => emailIn(location.hash));
  const answer = useProviderAnswer();
  const goal = safeNext(answer.next ?? next);
  if (user) return <Redirect to={goal} />;
  return (
    <Page title="Sign in" narrow>
      <Problem text={answer.problem} />
      <SignInForm label="Sign in" email={email} className="stack card" asked={answer.asked} />
      <PasskeyButton />
      <ProviderButtons next={goal} />
      <p>
        <Link to={paths.forgotPassword}>Forgot your password?</Link>
      </p>
      <p>
        New here?{' '}
        <Link to={next === null ? paths.signUp : `${paths.signUp}?next=${encodeURIComponent(next)}`}>
          Create an account
        </Link>
      </p>
    </Page>
  );
}
