import { type ReactNode, useState } from 'react';
import { forgotPassword } from '../../lib/api/auth';
import { Link } from '../../lib/router/link';
import { emailIn, paths } from '../../lib/router/routes';
import { Form, SubmitButton, TextField, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { Notice } from '../../ui/states';

export default function ForgotPasswordPage(): ReactNode {
  const [email] = useState(() => emailIn(location.hash));
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <Page title="Set a new password" narrow>
      {sentTo === null ? (
        <Form
          fields={['email']}
          label="Set a new password"
          className="stack card"
          validate={(values): Record<string, string> =>
            text(values, 'email') === '' ? { email: 'Enter your email address.' } : {}
          }
          onSubmit={async (values) => {
            const address = text(values, 'email');
            await forgotPassword(address);
            setSentTo(address);
          }}
        >
          <p className="soft">We mail you a link by which you set a new one.</p>
          <TextField
            name="email"
            label="Email"
            type="email"
            autoComplete="username"
            defaultValue={email}
            required
          />
          <SubmitButton className="wide">Send me the link</SubmitButton>
        </Form>
      ) : (
        <div role="status">
          <Notice kind="good">
            <p>
              If there is an account with the address {sentTo}, a link is on its way there. It is good for an
              hour, once.
            </p>
          </Notice>
        </div>
      )}
      <p>
        <Link to={paths.signIn}>Back to signing in</Link>
      </p>
    </Page>
  );
}
