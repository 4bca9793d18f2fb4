import { type ReactNode, useLayoutEffect, useId, useRef, useState } from 'react';
import { messageOf } from '../api/errors';

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

interface ConfirmButtonProps {
  /** The button's text, and the confirming button's. */
  label: string;
  question: string;
  explanation: ReactNode;
  keepLabel: string;
  onConfirm: () => Promise<void>;
  className?: string;
  disabled?: boolean;
}

/** A button that asks once before it does something that can't be taken back. */
export function ConfirmButton(props: ConfirmButtonProps): ReactNode {
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async (): Promise<void> => {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await props.onConfirm();
      setOpen(false);
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <button
        type="button"
        className={`button danger ${props.className ?? ''}`}
        disabled={props.disabled}
        onClick={() => {
          setProblem(null);
          setOpen(true);
        }}
      >
        {props.label}
      </button>
      {open && (
        <Dialog title={props.question} onClose={() => setOpen(false)}>
          <p className="soft">{props.explanation}</p>
          {problem !== null && (
            <p className="notice bad" role="alert">
              {problem}
            </p>
          )}
          <div className="row">
            <button type="button" className="button quiet grow" onClick={() => setOpen(false)}>
              {props.keepLabel}
            </button>
            <button
              type="button"
              className="button danger grow"
              aria-disabled={pending}
              onClick={() => void confirm()}
            >
              {pending ? 'One moment…' : props.label}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
