import type { ReactNode } from 'react';
import { updateMe } from '../../lib/api/account';
import { useSession, useUser } from '../../lib/session/session-context';
import { Chip } from '../../ui/chip';
import { Form, SubmitButton, TextField, text } from '../../ui/form';
import { SettingsPage } from '../../ui/settings-page';
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

function Address(): ReactNode {
  const user = useUser();
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
      </div>
    </section>
  );
}

export default function ProfilePage(): ReactNode {
  return (
    <SettingsPage title="Profile" lead="Who you are here, and where we reach you.">
      <NameForm />
      <Address />
    </SettingsPage>
  );
}
