import type { ReactNode } from 'react';
import { ConfirmDialog } from './dialog';

interface SendDialogProps {
  /** Who will be told, counted: `3 holders`. */
  recipients: string;
  subject: string | undefined;
  text: string;
  /** How it reaches them, and whether it can be taken back. */
  children: ReactNode;
  /** Closes the dialog when it has worked; what it throws is shown. */
  onSend: () => Promise<void>;
  onClose: () => void;
}

/** A message as it will be read, before it is sent to many. */
export function SendDialog({
  recipients,
  subject,
  text,
  children,
  onSend,
  onClose,
}: SendDialogProps): ReactNode {
  return (
    <ConfirmDialog
      question={`Send this to ${recipients}?`}
      confirmLabel={`Send to ${recipients}`}
      keepLabel="Go on writing"
      tone="plain"
      onConfirm={onSend}
      onClose={onClose}
    >
      <p className="soft">{children}</p>
      <div className="card stack" data-testid="preview">
        {subject !== undefined && <strong>{subject}</strong>}
        <p className="message-text">{text}</p>
      </div>
    </ConfirmDialog>
  );
}
