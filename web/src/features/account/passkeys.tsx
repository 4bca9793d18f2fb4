import { type ReactNode, useState } from 'react';
import {
  addPasskey,
  isDeclined,
  listPasskeys,
  passkeysSupported,
  removePasskey,
  renamePasskey,
} from '../../lib/api/passkeys';
import type { Passkey } from '../../lib/api/types';
import { useResource } from '../../lib/data/use-resource';
import { formatDateTime } from '../../lib/words/format';
import { Dialog } from '../../ui/dialog';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { ResourceView, Skeleton } from '../../ui/states';
import { showToast } from '../../ui/toast-store';
import { RecoveryCodes } from './recovery-codes';

/** Characters that the server takes. */
const NAME_MAX_LENGTH = 60;

const ownPassword = (
  <TextField name="password" label="Your password" type="password" autoComplete="current-password" required />
);

interface ActionDialogProps {
  title: string;
  lead: string;
  submit: string;
  danger?: boolean;
  children: ReactNode;
  onSubmit: (values: FormData) => Promise<void>;
  onClose: () => void;
}

function ActionDialog({
  title,
  lead,
  submit,
  danger,
  children,
  onSubmit,
  onClose,
}: ActionDialogProps): ReactNode {
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="soft">{lead}</p>
      <Form
        fields={['name', 'password']}
        label={title}
        onSubmit={async (values) => {
          await onSubmit(values);
          onClose();
        }}
      >
        {children}
        <div className="row">
          <button type="button" className="button quiet grow" onClick={onClose}>
            Cancel
          </button>
          <SubmitButton className={`grow ${danger ? 'danger' : ''}`}>{submit}</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}

const nameField = (name: string): ReactNode => (
  <TextField
    name="name"
    label="Its name"
    hint="By which you know it again, like the device it is on."
    defaultValue={name}
    maxLength={NAME_MAX_LENGTH}
    autoFocus
    required
  />
);

function PasskeyRow({ passkey, onChanged }: { passkey: Passkey; onChanged: () => void }): ReactNode {
  const { id, name, createdAt, lastUsedAt } = passkey;
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <div className="line-item">
      <div className="grow person">
        <strong>{name}</strong>
        <p className="small soft">
          Added {formatDateTime(createdAt)}
          {lastUsedAt !== null && ` · last used ${formatDateTime(lastUsedAt)}`}
        </p>
      </div>
      <button
        type="button"
        className="button quiet small"
        aria-label={`Rename ${name}`}
        onClick={() => setOpen('rename')}
      >
        Rename
      </button>
      <button
        type="button"
        className="button danger small"
        aria-label={`Remove ${name}`}
        onClick={() => setOpen('remove')}
      >
        Remove
      </button>
      {open === 'rename' && (
        <ActionDialog
          title="Rename the passkey"
          lead="Only you see the name."
          submit="Save"
          onClose={close}
          onSubmit={async (values) => {
            await renamePasskey(id, text(values, 'name'));
            onChanged();
          }}
        >
          {nameField(name)}
        </ActionDialog>
      )}
      {open === 'remove' && (
        <ActionDialog
          title={`Remove ${name}?`}
          lead="It opens this account no more. Take it off the device, too."
          submit="Remove it"
          danger
          onClose={close}
          onSubmit={async (values) => {
            await removePasskey(id, typed(values, 'password'));
            onChanged();
          }}
        >
          {ownPassword}
        </ActionDialog>
      )}
    </div>
  );
}

/** The passkeys of the account: a fingerprint, a face or a key instead of what one has to know. */
export function Passkeys({ onChanged }: { onChanged: () => void }): ReactNode {
  const passkeys = useResource('passkeys', listPasskeys);
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = (): void => {
    passkeys.refresh();
    onChanged();
  };
  const add = async (values: FormData): Promise<void> => {
    try {
      const added = await addPasskey({ name: text(values, 'name'), password: typed(values, 'password') });
      setCodes(added.recoveryCodes ?? null);
      changed();
    } catch (error) {
      if (!isDeclined(error)) throw error;
      showToast({ text: 'No passkey was made' });
    }
  };
  return (
    <>
      <div className="row spread card">
        <div className="grow">
          <h3>Passkeys</h3>
          <p className="small soft">
            {passkeysSupported
              ? 'Your fingerprint, face or security key, instead of a password or beside it.'
              : 'This browser knows no passkeys here.'}
          </p>
        </div>
        {passkeysSupported && (
          <button type="button" className="button quiet small" onClick={() => setAdding(true)}>
            Add a passkey
          </button>
        )}
      </div>
      <ResourceView resource={passkeys} loading={<Skeleton count={1} height={78} />}>
        {(known) => (
          <ul className="list" aria-label="Passkeys">
            {known.map((passkey) => (
              <li key={passkey.id}>
                <PasskeyRow passkey={passkey} onChanged={changed} />
              </li>
            ))}
          </ul>
        )}
      </ResourceView>
      {codes !== null && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
      {adding && (
        <ActionDialog
          title="Add a passkey"
          lead="Your browser asks you for it next."
          submit="Go on"
          onClose={() => setAdding(false)}
          onSubmit={add}
        >
          {nameField('')}
          {ownPassword}
        </ActionDialog>
      )}
    </>
  );
}
