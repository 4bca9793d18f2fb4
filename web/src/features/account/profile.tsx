import { type ReactNode, useState } from 'react';
import { changeEmail, updateMe } from '../../lib/api/account';
import { useSession, useUser } from '../../lib/session/session-context';
import { Chip } from '../../ui/chip';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { SettingsPage } from '../../ui/settings-page';
import { Notice } from '../../ui/states';
import { showToast } from '../../ui/toast-store';

function NameForm(): ReactNode {
  const user = useUser();
  const { retry } = useSession();
  return (
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
      <TextField
        name="name"
        label="Name"
        hint="What others see."
        defaultValue={user.name}
        maxLength={100}
        autoComplete="name"
      />
      <div>
        <SubmitButton className="quiet">Change the name</SubmitButton>
      </div>
    </Form>
  );
}

function AddressForm(): ReactNode {
  const user = useUser();
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <section className="stack" aria-labelledby="address">
      <h2 id="address">Email</h2>
      <div className="card stack">
        <div className="row spread">
          <p>{user.email}</p>
          <Chip tone={user.emailVerified ? 'good' : 'wait'}>
            {user.emailVerified ? 'Confirmed' : 'Not confirmed'}
          </Chip>
        </div>
        {asked !== null && (
          <div role="status">
            <Notice kind="good">
              <p>A link is on its way to {asked}. Your address changes when you follow it.</p>
            </Notice>
          </div>
        )}
        <Form
          key={asked}
          fields={['email', 'password']}
          label="Change the address"
          onSubmit={async (values) => {
            const email = text(values, 'email');
            await changeEmail({ email, password: typed(values, 'password') });
            setAsked(email);
          }}
        >
          <TextField name="email" label="New address" type="email" autoComplete="email" required />
          <TextField
            name="password"
            label="Your password"
            type="password"
            autoComplete="current-password"
            required
          />
          <div>
            <SubmitButton className="quiet">Change the address</SubmitButton>
          </div>
        </Form>
      </div>
    </section>
  );
}

export default function ProfilePage(): ReactNode {
  return (
    <SettingsPage title="Profile" lead="Who you are here, and where we reach you.">
      <NameForm />
      <AddressForm />
    </SettingsPage>
  );
}
