import type { ReactNode } from 'react';
import { answerBank } from './api';
import { useAction } from '../../lib/data/use-action';
import { Dialog } from '../../ui/dialog';
import { Problem } from '../../ui/states';

interface TestBankProps {
  paymentId: string;
  onClose: () => void;
  /** Told whatever the answer was. */
  onAnswered: () => void;
}

/** Asks what a bank would, on a test system where none does. */
export function TestBank({ paymentId, onClose, onAnswered }: TestBankProps): ReactNode {
  const { pending, problem, run } = useAction();
  const answer = (passed: boolean): Promise<void> =>
    run(async () => {
      try {
        await answerBank(paymentId, passed);
        onClose();
      } finally {
        onAnswered();
      }
    });

  return (
    <Dialog title="Is it you who pays?" onClose={onClose}>
      <p className="soft">Here your bank would ask you. This is a test system: no money moves.</p>
      <Problem text={problem} />
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
