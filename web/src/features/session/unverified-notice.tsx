import type { ReactNode } from 'react';
import { useSession } from '../../lib/session/session-context';
import { ResendButton } from './resend-button';
import { Notice } from '../../ui/states';

/** Asks those to confirm their address who haven't yet. */
export function UnverifiedNotice(): ReactNode {
  const { user } = useSession();
  if (!user || user.emailVerified) return null;
  return (
    <section className="unverified" aria-label="Confirm your address">
      <Notice kind="wait">
        <div className="row spread">
          <p>
            <strong>Confirm your address.</strong> We sent a link to {user.email}. Until you follow it, our
            mails to you tell little.
          </p>
          <ResendButton />
        </div>
      </Notice>
    </section>
  );
}
