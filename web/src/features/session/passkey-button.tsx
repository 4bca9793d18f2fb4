import type { ReactNode } from 'react';
import { errorMessage } from '../../lib/api/errors';
import { passkeysSupported, isDeclined, signInWithPasskey } from '../../lib/api/passkeys';
import { useAction } from '../../lib/data/use-action';
import { useSession } from '../../lib/session/session-context';
import { Problem } from '../../ui/states';

const explain = (error: unknown): string =>
  isDeclined(error) ? 'No passkey was used.' : errorMessage(error);

/** Signs in with a passkey: with the challenge of a sign-in after the password, without one instead of it. */
export function PasskeyButton({ challenge }: { challenge?: string }): ReactNode {
  const { enter } = useSession();
  const { pending, problem, run } = useAction(explain);
  if (!passkeysSupported) return null;
  const use = (): Promise<void> => run(async () => enter(await signInWithPasskey(challenge)));
  return (
    <>
      <button type="button" className="button quiet wide" aria-disabled={pending} onClick={() => void use()}>
        {pending ? 'One moment…' : 'Use a passkey'}
      </button>
      <Problem text={problem} />
    </>
  );
}
