import { type ReactNode, useState } from 'react';
import { ApiError } from '../../lib/api/errors';
import { Link, Redirect } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
import { safeNext, signInFrom } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { Page } from '../../ui/page';

export default function SignUpPage(): ReactNode {
  const { user, signUp } = useSession();
  const [parameters] = useSearchParams();
  const next = safeNext(parameters.get('next'));
  const [taken, setTaken] = useState<string | null>(null);
  if (user) return <Redirect to={next} />;
  return (
    <Page title="Create an account" narrow>
      <Form
        fields={['name', 'email', 'password', 'role']}
        label="Create an account"
        className="stack card"
        validate={(values) => {
          const length = typed(values, 'password').length;
          return {
            ...(text(values, 'email') === '' && { email: 'Enter your email address.' }),
            ...(length < 8 && { password: 'Use 8 characters or more.' }),
            ...(length > 128 && { password: 'Use 128 characters at most.' }),
          };
        }}
        onSubmit={async (values) => {
          const name = text(values, 'name');
          const email = text(values, 'email');
          setTaken(null);
          try {
            await signUp({
              email,
              password: typed(values, 'password'),
              ...(name !== '' && { name }),
              ...(values.get('engineer') === 'on' && { role: 'engineer' }),
            });
          } catch (error) {
            const inUse =
              error instanceof ApiError && error.errors.some(({ code }) => code === 'email_in_use');
            if (inUse) setTaken(email);
            throw error;
          }
        }}
      >
        <TextField
          name="name"
          label="Name"
          autoComplete="name"
          maxLength={100}
          hint="What others see. You may leave it out."
        />
        <TextField name="email" label="Email" type="email" autoComplete="username" required />
        {taken !== null && (
          <p>
            <Link to={signInFrom(next, taken)}>Sign in as {taken}</Link>
          </p>
        )}
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          hint="8 characters or more. Three words are easier than one riddle."
          required
        />
        <label className="check">
          <input type="checkbox" name="engineer" />
          <span>
            I work at the help desk <span className="soft small">(an admin approves this first)</span>
          </span>
        </label>
        <SubmitButton className="wide">Create the account</SubmitButton>
      </Form>
      <p>
        Have an account? <Link to={signInFrom(next)}>Sign in</Link>
      </p>
    </Page>
  );
}
