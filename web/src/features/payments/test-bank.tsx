import { type ReactNode, useState } from 'react';
import { errorMessage } from '../../lib/api/errors';
import { answerBank } from './api';
import { Dialog } from '../../ui/dialog';

interface TestBankProps {
  paymentId: string;
  onClose: () => void;
  /** Told whatever the answer was. */
  onAnswered: () => void;
}

/** Asks what a bank would, on a test system where none does. */
export function TestBank({ paymentId, onClose, onAnswered }: TestBankProps): ReactNode {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const answer = async (passed: boolean): Promise<void> => {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await answerBank(paymentId, passed);
      onClose();
    } catch (error) {
      setProblem(errorMessage(error));
    } finally {
      setPending(false);
      onAnswered();
    }
  };

  return (
    <Dialog title="Is it you who pays?" onClose={onClose}>
      <p className="soft">Here your bank would ask you. This is a test system: no money moves.</p>
      {problem !== null && (
        <p className="notice bad" role="alert">
          {problem}
        </p>
      )}
      <div className="row">
        <button
          type="button"
          className="button quiet grow"
          aria-disabled={pending}
          onClick={() => void answer(false)}
        >
          No, refuse it
        </button>
        <button
          type="button"
          className="button grow"
          aria-disabled={pending}
          onClick={() => void answer(true)}
        >
          Yes, confirm it
        </button>
      </div>
    </Dialog>
  );
}
