import { createContext, use } from 'react';
import type { User } from '../api/types';

export interface Session {
  /** undefined until the server has said who this is. */
  user: User | null | undefined;
  /** The server could not be asked yet. */
  error: unknown;
  /** Asks the server again who is signed in. */
  retry: () => void;
  /** The session ended while its user was at work: they are asked to sign in again where they are. */
  expired: boolean;
  /** The account is refused everywhere, this page included. */
  suspended: boolean;
  /** Goes on as who has just signed in or opened an account; the session is in the cookie already. */
  enter: (user: User) => void;
  /** `leave` goes to a page for everyone, in the same step: the present one would lead to the sign-in page. */
  signOut: (leave: () => void) => Promise<void>;
  dismissExpired: () => void;
}

export const SessionContext = createContext<Session | null>(null);

/** The session of this page. @throws outside of a SessionProvider. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('useSession is used outside of SessionProvider');
  return session;
}

/** The user of a page that is only shown signed in. @throws when nobody is. */
export function useUser(): User {
  const { user } = useSession();
  if (!user) throw new Error('useUser is used on a page that does not require a session');
  return user;
}
