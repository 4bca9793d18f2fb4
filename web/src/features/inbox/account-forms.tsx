import { type ReactNode, useState } from 'react';
import { updateMe } from '../../lib/api/auth';
import { useSession, useUser } from '../../lib/session/session-context';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { showToast } from '../../ui/toast-store';

/** One's own name and password. */
export function AccountForms(): ReactNode {
  const user = useUser();
  const { retry } = useSession();
  const [changed, setChanged] = useState(0);
  return (
    <section className="stack" aria-labelledby="account">
      <h2 id="account">Account</h2>
      <Form
        fields={['name']}
        label="Name"
        className="stack card"
        onSubmit={async (values) => {
          await updateMe({ name: text(values, 'name') });
          showToast({ text: 'Your name is changed' });
          retry();
        }}
      >
        <TextField name="name" label="Name" defaultValue={user.name} maxLength={100} autoComplete="name" />
        <div>
          <SubmitButton className="quiet">Change the name</SubmitButton>
        </div>
      </Form>
      <Form
        key={changed}
        fields={['currentPassword', 'newPassword']}
        label="Password"
        className="stack card"
        validate={(values): Record<string, string> =>
          typed(values, 'newPassword').length < 8 ? { newPassword: 'Use 8 characters or more.' } : {}
        }
        onSubmit={async (values) => {
          await updateMe({
            currentPassword: typed(values, 'currentPassword'),
            newPassword: typed(values, 'newPassword'),
          });
          showToast({ text: 'Your password is changed' });
          setChanged((count) => count + 1);
        }}
      >
        <input type="hidden" autoComplete="username" value={user.email} readOnly />
        <TextField
          name="currentPassword"
          label="Current password"
          type="password"
          autoComplete="current-password"
        />
        <TextField name="newPassword" label="New password" type="password" autoComplete="new-password" />
        <div>
          <SubmitButton className="quiet">Change the password</SubmitButton>
        </div>
      </Form>
    </section>
  );
}
