import type { ReactNode } from 'react';
import { SubmitButton, Form, TextField, text, typed } from '../../ui/form';
import { Dialog } from '../../ui/dialog';
import { useSession } from '../../lib/session/session-context';

/** Asks to sign in again over the page, so that what was typed there is still there afterwards. */
export function ExpiredDialog(): ReactNode {
  const { expired, user, signIn, dismissExpired } = useSession();
  if (!expired || !user) return null;
  return (
    <Dialog title="Your session has ended" onClose={dismissExpired}>
      <p className="soft">Sign in again to go on. What you typed is kept.</p>
      <Form
        fields={['email', 'password']}
        label="Sign in again"
        onSubmit={async (values) => {
          await signIn({ email: text(values, 'email'), password: typed(values, 'password') });
        }}
      >
        <TextField
          name="email"
          label="Email"
          type="email"
          autoComplete="username"
          defaultValue={user.email}
        />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          autoFocus
        />
        <div className="row">
          <button type="button" className="button quiet grow" onClick={dismissExpired}>
            Stay signed out
          </button>
          <SubmitButton className="grow">Sign in</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}
