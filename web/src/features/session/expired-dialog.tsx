import type { ReactNode } from 'react';
import { useSession } from '../../lib/session/session-context';
import { Dialog } from '../../ui/dialog';
import { SignInForm } from './sign-in-form';

/** Asks to sign in again over the page, so that what was typed there is still there afterwards. */
export default function ExpiredDialog(): ReactNode {
  const { expired, user, dismissExpired } = useSession();
  if (!expired || !user) return null;
  return (
    <Dialog title="Your session has ended" onClose={dismissExpired}>
      <p className="soft">Sign in again to go on. What you typed is kept.</p>
      <SignInForm email={user.email} label="Sign in again">
        <button type="button" className="button quiet grow" onClick={dismissExpired}>
          Stay signed out
        </button>
      </SignInForm>
    </Dialog>
  );
}
