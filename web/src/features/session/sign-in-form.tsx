import { type ReactNode, useState } from 'react';
import { signIn } from '../../lib/api/auth';
import type { SecondFactorRequest } from '../../lib/api/types';
import { useSession } from '../../lib/session/session-context';
import { Form, SubmitButton, TextField, text, typed } from '../../ui/form';
import { SecondStep } from './second-step';

interface SignInFormProps {
  label: string;
  /** Whose address is filled in, so that only the password is left to type. */
  email: string;
  className?: string;
  /** What is asked for beside a password that was shown elsewhere. */
  asked?: SecondFactorRequest | undefined;
  /** Stands beside the button. */
  children?: ReactNode;
}

/** Address and password, and what else the account asks for, wherever somebody signs in. */
export function SignInForm({
  label,
  email,
  className = 'stack',
  asked: before,
  children,
}: SignInFormProps): ReactNode {
  const { enter } = useSession();
  const [asked, setAsked] = useState<SecondFactorRequest | null>(before ?? null);
  if (asked !== null)
    return <SecondStep request={asked} className={className} onRestart={() => setAsked(null)} />;
  return (
    <Form
      fields={['email', 'password']}
      label={label}
      className={className}
      validate={(values) => ({
        ...(text(values, 'email') === '' && { email: 'Enter your email address.' }),
        ...(typed(values, 'password') === '' && { password: 'Enter your password.' }),
      })}
      onSubmit={async (values) => {
        const answer = await signIn({ email: text(values, 'email'), password: typed(values, 'password') });
        if ('challenge' in answer) setAsked(answer);
        else enter(answer);
      }}
    >
      <TextField
        name="email"
        label="Email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        required
      />
      <TextField
        name="password"
        label="Password"
        type="password"
        autoComplete="current-password"
        autoFocus={email !== ''}
        required
      />
      <div className="row">
        {children}
        <SubmitButton className="grow">Sign in</SubmitButton>
      </div>
    </Form>
  );
}
