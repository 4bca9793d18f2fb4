import type { ReactNode } from 'react';
import { undeleteAccount } from '../../lib/api/auth';
import { useAction } from '../../lib/data/use-action';
import { useSession } from '../../lib/session/session-context';
import { formatDateTime } from '../../lib/words/format';
import { Notice } from '../../ui/states';
import { showFailure, showToast } from '../../ui/toast-store';

/** Offers those to keep their account who have asked to delete it. */
export function DeletionNotice(): ReactNode {
  const { user, enter } = useSession();
  const { pending, run } = useAction((error) => showFailure(error, 'Your account could not be kept'));
  if (!user?.deletionDueAt) return null;
  const keep = (): Promise<void> =>
    run(async () => {
      enter(await undeleteAccount());
      showToast({ text: 'Your account stays' });
    });
  return (
    <section className="unverified" aria-label="Your account ends">
      <Notice kind="wait">
        <div className="row spread">
          <p>
            <strong>Your account is going to be deleted</strong> on {formatDateTime(user.deletionDueAt)}.
          </p>
          <button
            type="button"
            className="button quiet small"
            aria-disabled={pending}
            onClick={() => void keep()}
          >
            {pending ? 'One moment…' : 'Keep my account'}
          </button>
        </div>
      </Notice>
    </section>
  );
}
