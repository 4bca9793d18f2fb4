import { type ReactNode, useState } from 'react';
import { signUp } from '../../lib/api/auth';
import { ApiError } from '../../lib/api/errors';
import { Link, Redirect } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
import { safeNext, signInFrom } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { NewPasswordField, newPasswordProblem } from '../../ui/new-password-field';
import { Page } from '../../ui/page';

export default function SignUpPage(): ReactNode {
  const { user, enter } = useSession();
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
        validate={(values) => ({
          ...(text(values, 'email') === '' && { email: 'Enter your email address.' }),
          ...newPasswordProblem(values, 'password'),
        })}
        onSubmit={async (values) => {
          const name = text(values, 'name');
          const email = text(values, 'email');
          setTaken(null);
          try {
            const opened = await signUp({
              email,
              password: typed(values, 'password'),
              ...(name !== '' && { name }),
              ...(values.get('engineer') === 'on' && { role: 'engineer' }),
            });
            enter(opened);
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
        <NewPasswordField name="password" label="Password" />
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
