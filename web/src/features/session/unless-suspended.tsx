import type { ReactNode } from 'react';
import { signOut } from '../../lib/api/auth';
import { useSession } from '../../lib/session/session-context';
import { Page } from '../../ui/page';
import { Empty } from '../../ui/states';
import { showFailure } from '../../ui/toast-store';

/** Says so where an account is suspended, instead of pages that would be refused piece by piece. */
export function UnlessSuspended({ children }: { children: ReactNode }): ReactNode {
  const { suspended, retry } = useSession();
  if (!suspended) return children;
  const leave = async (): Promise<void> => {
    try {
      await signOut();
    } catch (error) {
      showFailure(error);
    }
    retry();
  };
  return (
    <Page title="This account is suspended">
      <Empty icon="lock" title="Nobody can use it until an admin approves it again">
        <p>What you sell and hold stays as it is.</p>
        <button type="button" className="button quiet" onClick={() => void leave()}>
          Sign out
        </button>
      </Empty>
    </Page>
  );
}
