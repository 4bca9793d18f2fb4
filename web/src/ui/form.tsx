import {
  type ComponentProps,
  type FormEvent,
  type ReactNode,
  createContext,
  use,
  useId,
  useRef,
  useState,
} from 'react';
import { errorsByField } from '../lib/api/errors';
import { Icon } from './icons';

type Problems = Record<string, string>;

interface FormState {
  problems: Problems;
  pending: boolean;
}

const FormContext = createContext<FormState>({ problems: {}, pending: false });

export interface FormProps {
  /** Names of the fields that can show a problem of their own. */
  fields: readonly string[];
  /** Problems by field name that can be told without asking the server. */
  validate?: (values: FormData) => Problems;
  /** Rejections are shown at their fields; what was typed stays. */
  onSubmit: (values: FormData) => Promise<void>;
  children: ReactNode;
  label?: string;
  className?: string;
}

/** A form of uncontrolled fields: it never clears what was typed, and leads to the first problem. */
export function Form({
  fields,
  validate,
  onSubmit,
  children,
  label,
  className = 'stack',
}: FormProps): ReactNode {
  const [problems, setProblems] = useState<Problems>({});
  const [pending, setPending] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  const show = (found: Problems): void => {
    setProblems(found);
    const first = fields.find((name) => found[name] !== undefined);
    requestAnimationFrame(() => {
      const target = first === undefined ? '[data-form-problem]' : `[name="${first}"]`;
      element.current?.querySelector<HTMLElement>(target)?.focus();
    });
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (pending || element.current === null) return;
    const values = new FormData(element.current);
    const found = validate?.(values) ?? {};
    if (Object.keys(found).length > 0) return show(found);
    setPending(true);
    setProblems({});
    try {
      await onSubmit(values);
    } catch (error) {
      show(errorsByField(error, fields));
    } finally {
      setPending(false);
    }
  };

  return (
    <FormContext value={{ problems, pending }}>
      <form
        ref={element}
        className={className}
        noValidate
        onSubmit={(event) => void submit(event)}
        aria-label={label}
      >
        {problems[''] !== undefined && (
          <div className="notice bad" role="alert" tabIndex={-1} data-form-problem="">
            <Icon name="alert" />
            <p>{problems['']}</p>
          </div>
        )}
        {children}
      </form>
    </FormContext>
  );
}

interface FieldProps {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  className?: string;
  children: (control: {
    id: string;
    name: string;
    'aria-invalid': boolean;
    'aria-describedby': string | undefined;
  }) => ReactNode;
}

/** A labelled control with its hint and its problem, both read out with it. */
export function Field({ name, label, hint, className = '', children }: FieldProps): ReactNode {
  const { problems } = use(FormContext);
  const id = useId();
  const problem = problems[name];
  const described = [hint !== undefined && `${id}-hint`, problem !== undefined && `${id}-problem`].filter(
    Boolean,
  );
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        name,
        'aria-invalid': problem !== undefined,
        'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
      })}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p className="problem" id={`${id}-problem`}>
          <Icon name="alert" size={18} />
          {problem}
        </p>
      )}
    </div>
  );
}

type Common = { name: string; label: ReactNode; hint?: ReactNode };

export function TextField({ name, label, hint, ...input }: Common & ComponentProps<'input'>): ReactNode {
  return (
    <Field name={name} label={label} hint={hint}>
      {(control) => <input className="input" {...input} {...control} />}
    </Field>
  );
}

export function TextArea({ name, label, hint, ...input }: Common & ComponentProps<'textarea'>): ReactNode {
  return (
    <Field name={name} label={label} hint={hint}>
      {(control) => <textarea className="input" {...input} {...control} />}
    </Field>
  );
}

export function Select({ name, label, hint, ...input }: Common & ComponentProps<'select'>): ReactNode {
  return (
    <Field name={name} label={label} hint={hint}>
      {(control) => <select className="input" {...input} {...control} />}
    </Field>
  );
}

/** The form's own button: says that it is at work, and can't be pressed twice. */
export function SubmitButton({
  children,
  className = '',
}: {
  children: ReactNode;
  className?: string;
}): ReactNode {
  const { pending } = use(FormContext);
  return (
    <button type="submit" className={`button ${className}`} aria-disabled={pending}>
      {pending ? 'One moment…' : children}
    </button>
  );
}

/** The text of a field, trimmed. */
export function text(values: FormData, name: string): string {
  return typed(values, name).trim();
}

/** The text of a field exactly as it was typed, for passwords. */
export function typed(values: FormData, name: string): string {
  const value = values.get(name);
  return typeof value === 'string' ? value : '';
}
