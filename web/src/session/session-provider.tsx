import { type ReactNode, startTransition, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import * as auth from '../api/auth';
import { setUnauthorizedHandler } from '../api/client';
import type { User } from '../api/types';
import { askAgain } from '../data/again';
import { clearCache } from '../data/cache';
import { useResource } from '../data/use-resource';
import { type Session, SessionContext } from './session-context';

const recheckAfterMs = 30_000;

/** Knows who is signed in: asks at the start, after a 401, and when a tab is looked at again. */
export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const { data, error, refresh, set } = useResource<{ user: User | null }>('session', async (signal) => ({
    user: await auth.currentUser(signal),
  }));
  const [, setDismissals] = useState(0);
  const user = data?.user;
  // Who was at work here: kept when the server says that nobody is signed in any more.
  const lastUser = useRef<User | null>(null);
  const askedAt = useRef(Date.now());
  const replaced = user != null && lastUser.current !== null && lastUser.current.id !== user.id;
  if (user) lastUser.current = user;
  const expired = user === null && lastUser.current !== null;

  const recheck = useCallback(() => {
    askedAt.current = Date.now();
    refresh();
  }, [refresh]);

  useEffect(() => {
    setUnauthorizedHandler(recheck);
    const looked = (): void => {
      if (document.visibilityState === 'visible' && Date.now() - askedAt.current > recheckAfterMs) recheck();
    };
    document.addEventListener('visibilitychange', looked);
    return () => document.removeEventListener('visibilitychange', looked);
  }, [recheck]);

  const wasExpired = useRef(false);
  useEffect(() => {
    // What was refused while the session had ended is asked for again.
    if (wasExpired.current && user) askAgain();
    wasExpired.current = expired;
  }, [expired, user]);

  useEffect(() => {
    // Somebody else signed in, in another tab: nothing of the page may stay.
    if (replaced) location.reload();
  }, [replaced]);

  const become = useCallback(
    (next: User | null) => {
      // The same person going on after an expired session keeps what is on the page; another one begins anew.
      if (next !== null && lastUser.current !== null && next.id !== lastUser.current.id)
        return location.reload();
      if (next?.id !== lastUser.current?.id) clearCache();
      lastUser.current = next;
      set({ user: next });
    },
    [set],
  );

  const session = useMemo<Session>(
    () => ({
      user: expired ? lastUser.current : user,
      error,
      retry: recheck,
      expired,
      signIn: async (credentials) => {
        const next = await auth.signIn(credentials);
        become(next);
        return next;
      },
      signUp: async (body) => {
        const next = await auth.signUp(body);
        become(next);
        return next;
      },
      signOut: async (leave) => {
        await auth.signOut();
        startTransition(() => {
          leave();
          become(null);
        });
      },
      dismissExpired: () => {
        lastUser.current = null;
        clearCache();
        setDismissals((count) => count + 1);
      },
    }),
    [user, error, recheck, expired, become],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}
