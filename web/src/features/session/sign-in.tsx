import { type ReactNode, useState } from 'react';
import { Link, Redirect } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
import { emailIn, paths, safeNext } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { Page } from '../../ui/page';

export default function SignInPage(): ReactNode {
  const { user, signIn } = useSession();
  const [parameters] = useSearchParams();
  const next = parameters.get('next');
  const [email] = useState(() => emailIn(location.hash));
  if (user) return <Redirect to={safeNext(next)} />;
  return (
    <Page title="Sign in" narrow>
      <Form
        fields={['email', 'password']}
        label="Sign in"
        className="stack card"
        validate={(values) => ({
          ...(text(values, 'email') === '' && { email: 'Enter your email address.' }),
          ...(typed(values, 'password') === '' && { password: 'Enter your password.' }),
        })}
        onSubmit={async (values) => {
          await signIn({ email: text(values, 'email'), password: typed(values, 'password') });
        }}
      >
        <TextField
          name="email"
          label="Email"
          type="email"
          autoComplete="username"
          defaultValue={email}
          required
        />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          required
        />
        <SubmitButton className="wide">Sign in</SubmitButton>
      </Form>
      <p>
        New here?{' '}
        <Link to={next === null ? paths.signUp : `${paths.signUp}?next=${encodeURIComponent(next)}`}>
          Create an account
        </Link>
      </p>
    </Page>
  );
}
