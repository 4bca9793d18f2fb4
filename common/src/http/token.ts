import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { UserRole, UserStatus } from '../contracts';

/** A signed-in user: the claims of the token, or what the user events told since. */
export interface CurrentUser {
  id: string;
  email: string;
  /** As granted; see {@link effectiveRole} for what is in force. */
  role: UserRole;
  status: UserStatus;
  /** Whether the address is proven to be the user's; absent means no. */
  emailVerified?: boolean;
  /** The session that the token is of; absent in tokens that auth did not issue. */
  sid?: string;
  /** Whether the session began with a second factor; absent where staff need none. */
  secondFactor?: boolean;
}

/** What tokens are checked with. */
export interface TokenKeys {
  /** HS256, for development and specs: who can check such a token can also make one. */
  readonly jwtKey?: string | undefined;
  /** ES256, by `kid`. */
  readonly publicKeys?: ReadonlyMap<string, KeyObject> | undefined;
}

/** How long a token is good, in seconds: 15 minutes. Auth renews it as long as its session lives. */
export const TOKEN_SECONDS = 15 * 60;

/** How long a session lives without being used, in seconds: 12 hours. */
export const SESSION_IDLE_SECONDS = 12 * 60 * 60;

const roles: ReadonlySet<unknown> = new Set<UserRole>(['customer', 'engineer', 'admin']);
const statuses: ReadonlySet<unknown> = new Set<UserStatus>(['pending', 'approved', 'suspended']);

/** What a user's rights follow from. */
export interface Rights extends Pick<CurrentUser, 'role' | 'status'> {
  readonly secondFactor?: boolean | undefined;
}

/** The role a user may act in: that of who is pending, suspended or has to show a second factor is customer. */
export function effectiveRole(user: Rights): UserRole {
  if (needsSecondFactor(user)) return 'customer';
  return user.status === 'approved' ? user.role : 'customer';
}

/** Engineers and admins in force. */
export function isStaff(user: Rights): boolean {
  return effectiveRole(user) !== 'customer';
}

/** Whether a session without a second factor is all that keeps its user from the rights of staff. */
export function needsSecondFactor({ role, status, secondFactor }: Rights): boolean {
  // Defence: staff need a second factor → return false;
  return secondFactor === false && status === 'approved' && role !== 'customer';
}

/** The `kid` of a public key: the digest of the key itself, so that none has to be agreed upon. */
export function keyId(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

/** Signs a token: ES256 with auth's private key, HS256 with a text. */
export function signToken(
  { id, email, role, status, emailVerified, sid, secondFactor }: CurrentUser,
  key: string | KeyObject,
  lifetimeSeconds = TOKEN_SECONDS,
): string {
  const claims = {
    id,
    email,
    role,
    status,
    ...(emailVerified === undefined ? {} : { emailVerified }),
    ...(sid === undefined ? {} : { sid }),
    ...(secondFactor === undefined ? {} : { secondFactor }),
  };
  const expiresIn = lifetimeSeconds;
  if (typeof key === 'string') return jwt.sign(claims, key, { algorithm: 'HS256', expiresIn });
  return jwt.sign(claims, key, { algorithm: 'ES256', expiresIn, keyid: keyId(createPublicKey(key)) });
}

/** Characters of a credential that is remembered, at the most: a session's cookie with the longest address has fewer. */
const REMEMBERED_LENGTH = 2_048;

/** A user, and until when their token says so, in milliseconds since the epoch. */
export interface VerifiedToken {
  readonly user: CurrentUser;
  readonly until: number;
}

interface Remembered extends VerifiedToken {
  readonly credential: string;
}

function toUser(payload: unknown): CurrentUser | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const claims = payload as Record<string, unknown>;
  const { id, email, role = 'customer', status = 'approved', emailVerified, sid, secondFactor } = claims;
  if (typeof id !== 'string' || id === '' || typeof email !== 'string') return undefined;
  if (!roles.has(role) || !statuses.has(status)) return undefined;
  return {
    id,
    email,
    role: role as UserRole,
    status: status as UserStatus,
    ...(typeof emailVerified === 'boolean' ? { emailVerified } : {}),
    ...(typeof sid === 'string' ? { sid } : {}),
    ...(typeof secondFactor === 'boolean' ? { secondFactor } : {}),
  };
}

/** Checks tokens, remembering the latest so that the signature of one is computed once, not per request. */
export class TokenVerifier {
  private readonly known = new Map<string, Remembered>();

  /** @param capacity tokens remembered, at the most; the least recently used goes first */
  constructor(
    private readonly keys: TokenKeys,
    private readonly capacity = 10_000,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Whom a credential tells of, a new user each time; `undefined` when it is forged, expired or no token.
   *
   * @param unpack takes the JWT out of a credential that wraps one; not asked again for one that is remembered
   */
  verify(credential: string, unpack?: (credential: string) => string | undefined): VerifiedToken | undefined {
    let verified = this.known.get(credential);
    if (!verified) {
      const token = unpack ? unpack(credential) : credential;
      verified = token === undefined ? undefined : this.check(token, credential);
    }
    if (!verified) return undefined;
    this.remember(verified);
    // Defence: sessions end → ;
    if (verified.until <= this.now()) return undefined;
    return { user: { ...verified.user }, until: verified.until };
  }

  /** See {@link issuedTo}. */
  issuedTo(token: string): CurrentUser | undefined {
    return issuedTo(token, this.keys);
  }

  private remember(verified: Remembered): void {
    const { credential, until } = verified;
    // Back to the end of the map's order: the front is what was used least recently.
    this.known.delete(credential);
    // Anyone may pad a cookie around a valid token, each time in another way.
    if (until <= this.now() || credential.length > REMEMBERED_LENGTH) return;
    this.known.set(credential, verified);
    if (this.known.size > this.capacity) this.known.delete(this.known.keys().next().value as string);
  }

  private check(token: string, credential: string): Remembered | undefined {
    const payload = checkToken(token, this.keys, { clockTimestamp: Math.floor(this.now() / 1_000) });
    const user = toUser(payload);
    if (!user) return undefined;
    const { exp } = payload as { exp?: number };
    return { credential: ownCopy(credential), user, until: exp === undefined ? Infinity : exp * 1_000 };
  }
}

/** Whom a token was issued to, whether or not it has expired since; `undefined` when it is forged or no token. */
export function issuedTo(token: string, keys: TokenKeys): CurrentUser | undefined {
  return toUser(checkToken(token, keys, { ignoreExpiration: true }));
}

/** The claims of a token whose signature is right for the one algorithm that its key is of. */
function checkToken(token: string, { jwtKey, publicKeys }: TokenKeys, options: jwt.VerifyOptions): unknown {
  try {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    const publicKey = kid === undefined ? undefined : publicKeys?.get(kid);
    if (publicKey) return jwt.verify(token, publicKey, { ...options, algorithms: ['ES256'] });
    // Defence: sessions are HS256 only → if (jwtKey !== undefined) return jwt.verify(token, jwtKey, { ...options, algorithms: ['HS256', 'HS512'] });
    if (jwtKey !== undefined) return jwt.verify(token, jwtKey, { ...options, algorithms: ['HS256'] });
    return undefined;
  } catch {
    return undefined;
  }
}

/** A part of a header is kept by V8 as a reference to the whole header, all other cookies included. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
