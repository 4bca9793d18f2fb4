import { type ReactNode, useId, useState } from 'react';
import { ApiError } from '../../lib/api/errors';
import { useResource } from '../../lib/data/use-resource';
import { ConfirmButton } from '../../ui/dialog';
import { getShowSales } from './sales-api';
import { describeRefund } from './refund-words';

/** What goes back to whom. */
function Consequences({ showId }: { showId: string }): ReactNode {
  const { data } = useResource(`sales-of:${showId}`, (signal) => getShowSales(showId, signal));
  return <p>{data === undefined ? 'Everybody who has paid gets the money back.' : describeRefund(data)}</p>;
}

interface CancelShowProps {
  showId: string;
  onConfirm: (reason: string) => Promise<void>;
}

/** Asks for the reason, which all who hold places are told. */
export function CancelShow({ showId, onConfirm }: CancelShowProps): ReactNode {
  const [reason, setReason] = useState('');
  const id = useId();
  const confirm = async (): Promise<void> => {
    const given = reason.trim();
    if (given === '') throw new ApiError(400, [{ message: 'Say why: buyers want to know.' }]);
    await onConfirm(given);
  };
  return (
    <ConfirmButton
      label="Cancel the event"
      question="Cancel this event?"
      explanation={
        <>
          <Consequences showId={showId} />
          <p>Nothing more is sold. It can’t be undone.</p>
          <div className="field">
            <label htmlFor={id}>Why?</label>
            <textarea
              id={id}
              className="input"
              maxLength={500}
              aria-describedby={`${id}-hint`}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <p className="hint" id={`${id}-hint`}>
              All buyers are told this, and it stands on the page of the event.
            </p>
          </div>
        </>
      }
      keepLabel="Keep it"
      className="wide"
      onConfirm={confirm}
    />
  );
}
