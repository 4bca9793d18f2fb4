import { type ReactNode, useState } from 'react';
import { sendVerification } from '../../lib/api/auth';
import { errorMessage } from '../../lib/api/errors';

/** Has the link to confirm one's address sent again, and says what came of it. */
export function ResendButton(): ReactNode {
  const [pending, setPending] = useState(false);
  const [said, setSaid] = useState('');
  const resend = async (): Promise<void> => {
    if (pending) return;
    setPending(true);
    setSaid('');
    try {
      await sendVerification();
      setSaid('It is on its way. Look among the spam, too.');
    } catch (error) {
      setSaid(errorMessage(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="row">
      <button
        type="button"
        className="button quiet small"
        aria-disabled={pending}
        onClick={() => void resend()}
      >
        {pending ? 'One moment…' : 'Send the link again'}
      </button>
      <span className="small" role="status">
        {said}
      </span>
    </div>
  );
}
