import { type ReactNode, useState } from 'react';
import { signInSecond } from '../../lib/api/auth';
import type { SecondFactorRequest } from '../../lib/api/types';
import { useSession } from '../../lib/session/session-context';
import { PasskeyButton } from './passkey-button';
import { Form, SubmitButton, TextField, text } from '../../ui/form';

type Kind = SecondFactorRequest['secondFactor'][number];

const kinds = {
  totp: {
    label: 'Code of your app',
    hint: 'Six digits. A new one comes every half minute.',
    inputMode: 'numeric',
    choice: 'Use the app',
  },
  recovery: {
    label: 'Recovery code',
    hint: 'One of those you kept when you set up the app. Each is good once.',
    inputMode: 'text',
    choice: 'Use a recovery code',
  },
} as const;
type CodeKind = keyof typeof kinds;

const isCode = (kind: Kind): kind is CodeKind => kind in kinds;

interface SecondStepProps {
  request: SecondFactorRequest;
  onRestart: () => void;
  className: string;
}

/** What is asked for beside the password, and the other ways to show that it is oneself. */
export function SecondStep({ request, onRestart, className }: SecondStepProps): ReactNode {
  const { enter } = useSession();
  const offered = request.secondFactor.filter(isCode);
  const [kind, setKind] = useState<CodeKind>(offered[0] ?? 'recovery');
  const { label, hint, inputMode } = kinds[kind];
  const passkey = request.secondFactor.includes('passkey') && <PasskeyButton challenge={request.challenge} />;
  return (
    <Form
      key={kind}
      fields={['code']}
      label="Second step"
      className={className}
      validate={(values): Record<string, string> =>
        text(values, 'code') === '' ? { code: 'Enter the code.' } : {}
      }
      onSubmit={async (values) =>
        enter(await signInSecond({ challenge: request.challenge, code: text(values, 'code') }))
      }
    >
      <p>This account asks for a second step.</p>
      <TextField
        name="code"
        label={label}
        hint={hint}
        inputMode={inputMode}
        autoComplete="one-time-code"
        autoCapitalize="off"
        spellCheck={false}
        autoFocus
        required
      />
      <SubmitButton className="wide">Sign in</SubmitButton>
      {passkey}
      <div className="row">
        {offered
          .filter((other) => other !== kind)
          .map((other) => (
            <button key={other} type="button" className="button quiet small" onClick={() => setKind(other)}>
              {kinds[other].choice}
            </button>
          ))}
        <button type="button" className="button quiet small" onClick={onRestart}>
          Start again
        </button>
      </div>
    </Form>
  );
}
