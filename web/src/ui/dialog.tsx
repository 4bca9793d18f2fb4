import { type ReactNode, useLayoutEffect, useId, useRef, useState } from 'react';
import { useAction } from '../lib/data/use-action';
import { Problem } from './states';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A modal window: the browser's own dialog, which keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children }: DialogProps): ReactNode {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmDialogProps {
  question: string;
  /** What will happen. */
  children: ReactNode;
  confirmLabel: string;
  keepLabel: string;
  tone?: 'danger' | 'plain' | undefined;
  /** Closes the dialog when it has worked; what it throws is shown. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something that matters, and says what will happen. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { pending, problem, run } = useAction();
  const confirm = (): Promise<void> =>
    run(async () => {
      await props.onConfirm();
      props.onClose();
    });
  return (
    <Dialog title={props.question} onClose={props.onClose}>
      {props.children}
      <Problem text={problem} />
      <div className="row">
        <button type="button" className="button quiet grow" onClick={props.onClose}>
          {props.keepLabel}
        </button>
        <button
          type="button"
          className={`button ${props.tone === 'plain' ? '' : 'danger'} grow`}
          aria-disabled={pending}
          onClick={() => void confirm()}
        >
          {pending ? 'One moment…' : props.confirmLabel}
        </button>
      </div>
    </Dialog>
  );
}

interface ConfirmButtonProps {
  /** The button's text, and the confirming button's. */
  label: string;
  question: string;
  explanation: ReactNode;
  keepLabel: string;
  onConfirm: () => Promise<void>;
  /** Said instead of the label by the first button, where several have the same. */
  accessibleName?: string;
  tone?: 'danger' | 'plain';
  className?: string;
  disabled?: boolean;
}

/** A button that asks once before it does something that matters. */
export function ConfirmButton(props: ConfirmButtonProps): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={`button ${props.tone === 'plain' ? '' : 'danger'} ${props.className ?? ''}`}
        aria-label={props.accessibleName}
        disabled={props.disabled}
        onClick={() => setOpen(true)}
      >
        {props.label}
      </button>
      {open && (
        <ConfirmDialog
          question={props.question}
          confirmLabel={props.label}
          keepLabel={props.keepLabel}
          tone={props.tone}
          onConfirm={props.onConfirm}
          onClose={() => setOpen(false)}
        >
          <div className="soft stack">{props.explanation}</div>
        </ConfirmDialog>
      )}
    </>
  );
}
