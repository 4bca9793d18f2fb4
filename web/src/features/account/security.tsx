import { type ReactNode, useState } from 'react';
import { getSecondFactors, updateMe } from '../../lib/api/account';
import { useResource } from '../../lib/data/use-resource';
import { useUser } from '../../lib/session/session-context';
import { Form, SubmitButton, TextField, typed } from '../../ui/form';
import { NewPasswordField, newPasswordProblem } from '../../ui/new-password-field';
import { SettingsPage } from '../../ui/settings-page';
import { ResourceView, Skeleton } from '../../ui/states';
import { showToast } from '../../ui/toast-store';
import { AuthenticatorApp } from './authenticator-app';
import { Passkeys } from './passkeys';

function PasswordForm(): ReactNode {
  const user = useUser();
  const [changed, setChanged] = useState(0);
  return (
    <section className="stack" aria-labelledby="password">
      <h2 id="password">Password</h2>
      <Form
        key={changed}
        fields={['currentPassword', 'newPassword']}
        label="Password"
        className="stack card"
        validate={(values) => newPasswordProblem(values, 'newPassword')}
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
        <NewPasswordField name="newPassword" label="New password" personal={[user.email, user.name]} />
        <div>
          <SubmitButton className="quiet">Change the password</SubmitButton>
        </div>
      </Form>
    </section>
  );
}

export default function SecurityPage(): ReactNode {
  const factors = useResource('second-factors', getSecondFactors);
  return (
    <SettingsPage title="Security" lead="How you prove that it is you.">
      <PasswordForm />
      <section className="stack" aria-labelledby="second-factors">
        <h2 id="second-factors">Second step</h2>
        <ResourceView resource={factors} loading={<Skeleton count={1} height={90} />}>
          {(known) => (
            <>
              <AuthenticatorApp factors={known} onChanged={factors.refresh} />
              <Passkeys onChanged={factors.refresh} />
            </>
          )}
        </ResourceView>
      </section>
    </SettingsPage>
  );
}
