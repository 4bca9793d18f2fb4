import { type ReactNode, useState } from 'react';
import { errorMessage } from '../../lib/api/errors';
import { passkeysSupported, isDeclined, signInWithPasskey } from '../../lib/api/passkeys';
import { useSession } from '../../lib/session/session-context';

/** Signs in with a passkey: with the challenge of a sign-in after the password, without one instead of it. */
export function PasskeyButton({ challenge }: { challenge?: string }): ReactNode {
  const { enter } = useSession();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (!passkeysSupported) return null;
  const use = async (): Promise<void> => {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      enter(await signInWithPasskey(challenge));
    } catch (error) {
      setProblem(isDeclined(error) ? 'No passkey was used.' : errorMessage(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <button type="button" className="button quiet wide" aria-disabled={pending} onClick={() => void use()}>
        {pending ? 'One moment…' : 'Use a passkey'}
      </button>
      {problem !== null && (
        <p className="notice bad" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
