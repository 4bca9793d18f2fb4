import { type ReactNode, useState } from 'react';
import { type Addressed, confirmAddress, forgetAddress, proposeAddress } from '../../lib/api/notifications';
import type { Preferences } from '../../lib/api/types';
import { Form, SubmitButton, TextField, text } from '../../ui/form';
import { showFailure } from '../../ui/toast-store';

const addressed = {
  SMS: { label: 'Phone number', hint: 'With the country, like +4915112345678.', type: 'tel' },
  SLACK: { label: 'Slack channel', hint: 'Its id, like C012AB3CD.', type: 'text' },
} as const satisfies Record<Addressed, object>;

interface AddressesProps {
  preferences: Preferences;
  onSaved: (next: Preferences) => void;
}

function Address({ channel, preferences, onSaved }: AddressesProps & { channel: Addressed }): ReactNode {
  const { label, hint, type } = addressed[channel];
  const [changing, setChanging] = useState(false);
  const known = preferences.addresses[channel];
  const pending = preferences.pending[channel];

  const forget = async (): Promise<void> => {
    try {
      onSaved(await forgetAddress(channel));
    } catch (error) {
      showFailure(error);
    }
  };

  if (pending !== undefined && !changing) {
    return (
      <Form
        key="code"
        fields={['code']}
        label={`Confirm ${label.toLowerCase()}`}
        onSubmit={async (values) => onSaved(await confirmAddress({ channel, code: text(values, 'code') }))}
      >
        <TextField
          name="code"
          label={`Code sent to ${pending}`}
          hint="Six digits."
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
        />
        <div className="row">
          <SubmitButton>Confirm</SubmitButton>
          <button type="button" className="button quiet" onClick={() => setChanging(true)}>
            Another one
          </button>
        </div>
      </Form>
    );
  }
  if (known !== undefined && !changing) {
    return (
      <div className="row spread">
        <p>
          <span className="legend">{label}</span>
          <br />
          {known}
        </p>
        <button type="button" className="button quiet small" onClick={() => void forget()}>
          Forget {label.toLowerCase()}
        </button>
      </div>
    );
  }
  return (
    <Form
      key="address"
      fields={['address']}
      label={label}
      onSubmit={async (values) => {
        onSaved(await proposeAddress({ channel, address: text(values, 'address') }));
        setChanging(false);
      }}
    >
      <TextField name="address" label={label} hint={hint} type={type} />
      <div className="row">
        <SubmitButton className="quiet">Send me a code</SubmitButton>
        {changing && (
          <button type="button" className="button quiet" onClick={() => setChanging(false)}>
            Back to the code
          </button>
        )}
      </div>
    </Form>
  );
}

/** Where else one can be reached; an address is used once its code was confirmed. */
export function Addresses(props: AddressesProps): ReactNode {
  return (
    <section className="stack" aria-labelledby="addresses">
      <h2 id="addresses">Other channels</h2>
      {(Object.keys(addressed) as Addressed[]).map((channel) => (
        <div key={channel} className="card">
          <Address channel={channel} {...props} />
        </div>
      ))}
    </section>
  );
}
