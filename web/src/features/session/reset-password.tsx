import { type ReactNode, useState } from 'react';
import { resetPassword } from '../../lib/api/auth';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Form, SubmitButton, typed } from '../../ui/form';
import { NewPasswordField, newPasswordProblem } from '../../ui/new-password-field';
import { Page } from '../../ui/page';
import { Notice } from '../../ui/states';
import { useMailedToken } from './mailed-token';

/** Where the link of the mail leads by which somebody sets a new password. */
export default function ResetPasswordPage(): ReactNode {
  const { retry } = useSession();
  const token = useMailedToken();
  const [done, setDone] = useState(false);
  return (
    <Page title="Set a new password" narrow>
      {done ? (
        <>
          <div role="status">
            <Notice kind="good">
              <p>Your password is set. You are signed out everywhere, and sign in with the new one.</p>
            </Notice>
          </div>
          <p>
            <Link to={paths.signIn} className="button">
              Sign in
            </Link>
          </p>
        </>
      ) : token === '' ? (
        <>
          <Notice kind="bad">
            <p>The link isn’t whole. Open it from the mail, or copy all of it.</p>
          </Notice>
          <p>
            <Link to={paths.forgotPassword}>Have another one sent</Link>
          </p>
        </>
      ) : (
        <>
          <Form
            fields={['password']}
            label="Set a new password"
            className="stack card"
            validate={(values) => newPasswordProblem(values, 'password')}
            onSubmit={async (values) => {
              await resetPassword({ token, password: typed(values, 'password') });
              setDone(true);
              retry();
            }}
          >
            <NewPasswordField name="password" label="New password" />
            <SubmitButton className="wide">Set the password</SubmitButton>
          </Form>
          <p>
            Doesn’t it work? <Link to={paths.forgotPassword}>Have another link sent</Link>
          </p>
        </>
      )}
    </Page>
  );
}
