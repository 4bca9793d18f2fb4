import jwt from 'jsonwebtoken';
import type { UserRole, UserStatus } from '../contracts';

/** A signed-in user: the claims of the session, or what the user events told since. */
export interface CurrentUser {
  id: string;
  email: string;
  /** As granted; see {@link effectiveRole} for what is in force. */
  role: UserRole;
  status: UserStatus;
}

/** How long a session lasts, in seconds: 12 hours. */
export const SESSION_SECONDS = 12 * 60 * 60;

const roles: ReadonlySet<unknown> = new Set<UserRole>(['customer', 'engineer', 'admin']);
const statuses: ReadonlySet<unknown> = new Set<UserStatus>(['pending', 'approved', 'suspended']);

/** The role a user may act in: that of a pending or suspended user is customer. */
export function effectiveRole(user: Pick<CurrentUser, 'role' | 'status'>): UserRole {
  return user.status === 'approved' ? user.role : 'customer';
}

/** Signs a session: HS256, claims id, email, role, status and exp. */
export function signToken(
  { id, email, role, status }: CurrentUser,
  key: string,
  lifetimeSeconds = SESSION_SECONDS,
): string {
  return jwt.sign({ id, email, role, status }, key, { algorithm: 'HS256', expiresIn: lifetimeSeconds });
}

/** Characters of a credential that is remembered, at the most: a session's cookie with the longest address has fewer. */
const REMEMBERED_LENGTH = 2_048;

interface Verified {
  readonly credential: string;
  readonly user: CurrentUser;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

function claimsOf(payload: unknown): CurrentUser | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { id, email, role = 'customer', status = 'approved' } = payload as Record<string, unknown>;
  if (typeof id !== 'string' || id === '' || typeof email !== 'string') return undefined;
  if (!roles.has(role) || !statuses.has(status)) return undefined;
  return { id, email, role: role as UserRole, status: status as UserStatus };
}

/** Checks sessions, remembering the latest so that the signature of a token is computed once, not per request. */
export class TokenVerifier {
  private readonly known = new Map<string, Verified>();

  /** @param capacity tokens remembered, at the most; the least recently used goes first */
  constructor(
    private readonly key: string,
    private readonly capacity = 10_000,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The user a credential tells of, a new object each time; `undefined` when it is forged, expired or no session.
   *
   * @param unpack takes the JWT out of a credential that wraps one; not asked again for one that is remembered
   */
  verify(credential: string, unpack?: (credential: string) => string | undefined): CurrentUser | undefined {
    let verified = this.known.get(credential);
    if (!verified) {
      const token = unpack ? unpack(credential) : credential;
      verified = token === undefined ? undefined : this.check(token, credential);
    }
    if (!verified) return undefined;
    this.remember(verified);
    // Defence: sessions end → ;
    if (verified.until <= this.now()) return undefined;
    const { id, email, role, status } = verified.user;
    return { id, email, role, status };
  }

  private remember(verified: Verified): void {
    const { credential, until } = verified;
    // Back to the end of the map's order: the front is what was used least recently.
    this.known.delete(credential);
    // Anyone may pad a cookie around a valid token, each time in another way.
    if (until <= this.now() || credential.length > REMEMBERED_LENGTH) return;
    this.known.set(credential, verified);
    if (this.known.size > this.capacity) this.known.delete(this.known.keys().next().value as string);
  }

  private check(token: string, credential: string): Verified | undefined {
    try {
      const payload = jwt.verify(token, this.key, {
        // Defence: sessions are HS256 only → algorithms: ['HS256', 'HS512'],
        algorithms: ['HS256'],
        clockTimestamp: Math.floor(this.now() / 1_000),
      });
      const user = claimsOf(payload);
      if (!user) return undefined;
      const { exp } = payload as { exp?: number };
      return { credential: ownCopy(credential), user, until: exp === undefined ? Infinity : exp * 1_000 };
    } catch {
      return undefined;
    }
  }
}

/** A part of a header is kept by V8 as a reference to the whole header, all other cookies included. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
