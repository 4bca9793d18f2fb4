import { type ReactNode, useId, useState } from 'react';
import { ConfirmButton } from '../../ui/dialog';

/** Asks for the reason, which all who hold places are told. */
export function CancelShow({ onConfirm }: { onConfirm: (reason: string) => Promise<void> }): ReactNode {
  const [reason, setReason] = useState('');
  const id = useId();
  return (
    <ConfirmButton
      label="Cancel the event"
      question="Cancel this event?"
      explanation={
        <>
          <p>Everybody who has paid gets the money back, and nothing more is sold. It can’t be undone.</p>
          <div className="field">
            <label htmlFor={id}>Why?</label>
            <textarea
              id={id}
              className="input"
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
        </>
      }
      keepLabel="Keep it"
      className="wide"
      onConfirm={() => onConfirm(reason.trim())}
    />
  );
}
