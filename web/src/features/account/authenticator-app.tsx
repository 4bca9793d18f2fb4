import { type ReactNode, useState } from 'react';
import { confirmTotp, removeTotp, renewRecoveryCodes, setUpTotp } from '../../lib/api/account';
import type { SecondFactors } from '../../lib/api/types';
import { plural } from '../../lib/words/format';
import { Chip } from '../../ui/chip';
import { Dialog } from '../../ui/dialog';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { showToast } from '../../ui/toast-store';
import type { QrCode } from './qr-code';
import { RecoveryCodes } from './recovery-codes';

interface NewSecret {
  secret: string;
  otpauthUrl: string;
  QrCode: typeof QrCode;
}

/** A new secret, with what draws it: a page that is set up lacks nothing and waits for nothing. */
async function beginSetUp(): Promise<NewSecret> {
  const [secret, { QrCode }] = await Promise.all([setUpTotp(), import('./qr-code')]);
  return { ...secret, QrCode };
}

interface SetUpProps extends NewSecret {
  onConfirmed: (recoveryCodes: string[]) => void;
  onCancel: () => void;
}

function SetUp({ secret, otpauthUrl, QrCode, onConfirmed, onCancel }: SetUpProps): ReactNode {
  return (
    <Form
      fields={['code']}
      label="Set up an app"
      className="stack card"
      onSubmit={async (values) => onConfirmed(await confirmTotp(text(values, 'code')))}
    >
      <p>Let the app on your phone read this, or type the key into it.</p>
      <div className="qr-slot">
        <QrCode content={otpauthUrl} label="QR code of the key" />
      </div>
      <p>
        <span className="legend">Key</span>
        <br />
        <code data-testid="totp-secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <TextField
        name="code"
        label="Code of your app"
        hint="Six digits, once the app shows them."
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        autoFocus
        required
      />
      <div className="row">
        <SubmitButton>Turn it on</SubmitButton>
        <button type="button" className="button quiet" onClick={onCancel}>
          Not now
        </button>
      </div>
    </Form>
  );
}

interface PasswordDialogProps {
  title: string;
  explanation: string;
  keepLabel: string;
  submitLabel: string;
  danger?: boolean;
  onSubmit: (password: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for the password before something that whoever sits at an open page may not do. */
function PasswordDialog({
  title,
  explanation,
  keepLabel,
  submitLabel,
  danger = false,
  onSubmit,
  onClose,
}: PasswordDialogProps): ReactNode {
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="soft">{explanation}</p>
      <Form
        fields={['password']}
        label={title}
        onSubmit={async (values) => {
          await onSubmit(typed(values, 'password'));
          onClose();
        }}
      >
        <TextField
          name="password"
          label="Your password"
          type="password"
          autoComplete="current-password"
          autoFocus
          required
        />
        <div className="row">
          <button type="button" className="button quiet grow" onClick={onClose}>
            {keepLabel}
          </button>
          <SubmitButton className={danger ? 'danger grow' : 'grow'}>{submitLabel}</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}

/** An app that makes codes: to be set up, confirmed, and turned off again. */
export function AuthenticatorApp({
  factors,
  onChanged,
}: {
  factors: SecondFactors;
  onChanged: () => void;
}): ReactNode {
  const [settingUp, setSettingUp] = useState<NewSecret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [asking, setAsking] = useState<'turn off' | 'new codes' | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />;
  if (settingUp !== null) {
    return (
      <SetUp
        {...settingUp}
        onCancel={() => setSettingUp(null)}
        onConfirmed={(recoveryCodes) => {
          setSettingUp(null);
          setCodes(recoveryCodes);
          onChanged();
        }}
      />
    );
  }
  return (
    <div className="row spread card">
      <div className="grow">
        <h3>App on your phone</h3>
        <p className="small soft">
          {factors.totp
            ? `You are asked for its code when you sign in. ${plural(factors.recoveryCodes, 'recovery code')} left.`
            : 'It makes a code that you are asked for beside the password.'}
        </p>
      </div>
      {factors.totp ? (
        <>
          <Chip tone="good">On</Chip>
          <button type="button" className="button quiet small" onClick={() => setAsking('new codes')}>
            New recovery codes
          </button>
          <button type="button" className="button danger small" onClick={() => setAsking('turn off')}>
            Turn off
          </button>
        </>
      ) : (
        <Form fields={[]} label="App on your phone" onSubmit={async () => setSettingUp(await beginSetUp())}>
          <SubmitButton className="quiet small">Set up an app</SubmitButton>
        </Form>
      )}
      {asking === 'turn off' && (
        <PasswordDialog
          title="Turn the app off?"
          explanation="Your password alone opens the account then, and the recovery codes go."
          keepLabel="Keep it on"
          submitLabel="Turn it off"
          danger
          onClose={() => setAsking(null)}
          onSubmit={async (password) => {
            await removeTotp(password);
            onChanged();
            showToast({ text: 'The app is turned off' });
          }}
        />
      )}
      {asking === 'new codes' && (
        <PasswordDialog
          title="Get new recovery codes?"
          explanation="Those that you have stop working."
          keepLabel="Keep the old ones"
          submitLabel="Get new ones"
          onClose={() => setAsking(null)}
          onSubmit={async (password) => {
            setCodes(await renewRecoveryCodes(password));
            onChanged();
          }}
        />
      )}
    </div>
  );
}
