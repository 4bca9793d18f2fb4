import {
  type ReactNode,
  startTransition,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import * as auth from '../../lib/api/auth';
import { setActingUser, setSessionRenewal } from '../../lib/api/client';
import { isSuspended, isTemporary } from '../../lib/api/errors';
import type { User } from '../../lib/api/types';
import { invalidateAll, clearCache } from '../../lib/data/cache';
import { useResource } from '../../lib/data/use-resource';
import { clearToasts } from '../../ui/toast-store';
import { findKeptUser, forgetKept } from '../../lib/session/kept-user';
import { type Session, SessionContext } from '../../lib/session/session-context';

const RECHECK_AFTER_MS = 1_000;
/** A token is good for 15 minutes; asking who is signed in renews it. */
const RENEW_EVERY_MS = 10 * 60_000;

const channel = new BroadcastChannel('session');

/** Tells the other tabs of this browser who is signed in from now on; null: nobody. */
function announceSession(userId: string | null): void {
  channel.postMessage(userId);
}

/** Calls back when another tab has signed somebody in or out, until the returned function is called. */
function onSessionAnnounced(listener: (userId: string | null) => void): () => void {
  const heard = ({ data }: MessageEvent<string | null>): void => listener(data);
  channel.addEventListener('message', heard);
  return () => channel.removeEventListener('message', heard);
}

/** Nothing that one account was shown stays for the next. */
function forget(): void {
  clearCache();
  clearToasts();
  forgetKept();
}

/** Who was signed in when this device kept something, while the server can't say who is. */
function useKeptUser(isAway: boolean): User | undefined {
  const [kept, setKept] = useState<User>();
  useEffect(() => {
    if (!isAway) return;
    findKeptUser().then(setKept, () => undefined);
  }, [isAway]);
  return isAway ? kept : undefined;
}

/**
 * Knows who is signed in: asks at the start, after a refusal, and when a tab is looked at again; other tabs tell when
 * they sign somebody in or out. When that is somebody else than who was shown, the page begins anew.
 */
export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const { data, error, refresh, set } = useResource<{ user: User | null }>('session', async (signal) => ({
    user: await auth.currentUser(signal),
  }));
  const [dismissals, setDismissals] = useState(0);
  const [over, setOver] = useState(false);
  const kept = useKeptUser(data === undefined && isTemporary(error));
  const user = data ? data.user : kept;
  // Who was at work here: kept when the server says that nobody is signed in any more.
  const lastUser = useRef<User | null>(null);
  const askedAt = useRef(Date.now());
  const replaced = user != null && lastUser.current !== null && lastUser.current.id !== user.id;
  const expired = user === null && lastUser.current !== null;

  useLayoutEffect(() => {
    if (replaced) return setOver(true);
    if (user) lastUser.current = user;
    // Before any effect of a page sends its first request.
    setActingUser(lastUser.current?.id);
  }, [replaced, user, dismissals]);

  useEffect(() => {
    if (over) location.reload();
  }, [over]);

  // What this device kept of an account goes as soon as the server names another one, or none.
  const namedId = data && (data.user?.id ?? null);
  useEffect(() => {
    if (namedId === null && !expired) forgetKept();
    else if (namedId) forgetKept(namedId);
  }, [namedId, expired]);

  const recheck = useCallback(() => {
    askedAt.current = Date.now();
    refresh();
  }, [refresh]);

  // Writes that were refused and wait to hear whether the session that had ended is renewed.
  const refused = useRef<((renewed: boolean) => void)[]>([]);
  const settleRefused = useCallback((renewed: boolean) => {
    for (const settle of refused.current.splice(0)) settle(renewed);
  }, []);

  useEffect(() => {
    setSessionRenewal(
      () =>
        new Promise((settle) => {
          refused.current.push(settle);
          recheck();
        }),
    );
    const looked = (): void => {
      if (document.visibilityState === 'visible' && Date.now() - askedAt.current > RECHECK_AFTER_MS)
        recheck();
    };
    const renewal = setInterval(recheck, RENEW_EVERY_MS);
    document.addEventListener('visibilitychange', looked);
    addEventListener('focus', looked);
    addEventListener('pageshow', looked);
    return () => {
      clearInterval(renewal);
      document.removeEventListener('visibilitychange', looked);
      removeEventListener('focus', looked);
      removeEventListener('pageshow', looked);
    };
  }, [recheck]);

  useEffect(
    () =>
      onSessionAnnounced((userId) => {
        if (lastUser.current === null || lastUser.current.id === userId) recheck();
        else setOver(true);
      }),
    [recheck],
  );

  const wasExpired = useRef(false);
  useEffect(() => {
    // What was refused while the session had ended is asked for again.
    if (wasExpired.current && user) invalidateAll();
    if (data !== undefined && !expired) settleRefused(wasExpired.current && user !== null);
    else if (error !== undefined) settleRefused(false);
    wasExpired.current = expired;
  }, [expired, user, data, error, settleRefused]);

  const become = useCallback(
    (next: User | null) => {
      announceSession(next?.id ?? null);
      // The same person going on after an expired session keeps what is on the page; another one begins anew.
      if (next !== null && lastUser.current !== null && next.id !== lastUser.current.id) return setOver(true);
      if (next?.id !== lastUser.current?.id) forget();
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
      suspended: isSuspended(error),
      enter: become,
      signOut: async (leave) => {
        await auth.signOut();
        startTransition(() => {
          leave();
          become(null);
        });
      },
      dismissExpired: () => {
        lastUser.current = null;
        forget();
        settleRefused(false);
        setDismissals((count) => count + 1);
      },
    }),
    [user, error, recheck, expired, become, settleRefused],
  );
  if (over) return null;
  return <SessionContext value={session}>{children}</SessionContext>;
}
