import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Field, typed } from './form';

/** The server's bounds of a password, in characters. */
const MIN_LENGTH = 8;
const MAX_LENGTH = 128;

const strengthWords = ['Guessed at once', 'Easy to guess', 'So-so', 'Good', 'Very good'];

/** What keeps a new password from being sent; the server refuses the common ones, too. */
export function newPasswordProblem(values: FormData, name: string): Record<string, string> {
  const { length } = typed(values, name);
  if (length < MIN_LENGTH) return { [name]: `Use ${MIN_LENGTH} characters or more.` };
  return length > MAX_LENGTH ? { [name]: `Use ${MAX_LENGTH} characters at most.` } : {};
}

interface NewPasswordFieldProps {
  name: string;
  label: string;
  /** What others know of its owner: their address and name. Those that the form itself asks for are added. */
  personal?: string[];
}

/** A password that is being chosen: it can be looked at, and says how hard it is to guess. */
export function NewPasswordField({ name, label, personal = [] }: NewPasswordFieldProps): ReactNode {
  const [shown, setShown] = useState(false);
  const [strength, setStrength] = useState<number | null>(null);
  const latest = useRef('');
  const judge = async ({ currentTarget: { value, form } }: FormEvent<HTMLInputElement>): Promise<void> => {
    latest.current = value;
    if (value === '') return setStrength(null);
    const others = form === null ? [] : [...new FormData(form)];
    const known = others.flatMap(([key, other]) =>
      key !== name && typeof other === 'string' ? [other] : [],
    );
    try {
      // Many times the size of a page: loaded once somebody chooses a password.
      const { passwordStrength } = await import('../lib/words/password-strength');
      if (latest.current === value) setStrength(passwordStrength(value, [...personal, ...known]));
    } catch {
      // Without the meter the server still says what it doesn't take.
    }
  };
  const score = strength ?? 0;
  return (
    <div className="stack new-password">
      <Field
        name={name}
        label={label}
        hint={`${MIN_LENGTH} characters or more. Three words are easier than one riddle.`}
      >
        {(control) => (
          <span className="with-button">
            <input
              className="input"
              type={shown ? 'text' : 'password'}
              autoComplete="new-password"
              autoCapitalize="off"
              spellCheck={false}
              required
              onInput={(event) => void judge(event)}
              {...control}
            />
            <button
              type="button"
              className="button quiet"
              aria-label={shown ? 'Hide the password' : 'Show the password'}
              onClick={() => setShown(!shown)}
            >
              {shown ? 'Hide' : 'Show'}
            </button>
          </span>
        )}
      </Field>
      <div className="strength" data-score={strength ?? ''}>
        <div className="bar">
          <i style={{ transform: `scaleX(${strength === null ? 0 : (score + 1) / strengthWords.length})` }} />
        </div>
        <p className="small soft" role="status">
          {strength === null ? '' : strengthWords[score]}
        </p>
      </div>
    </div>
  );
}
