import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { errorCatalogue, ForbiddenError, NotAuthorizedError } from '../errors';
import type { SecurityEvents } from '../observability/security-events';
import type { DirectoryUser, Refusal } from '../roles';
import { clientNetwork } from './client-network';
import './request';
import type { SessionReader } from './session';
import type { CurrentUser, VerifiedToken } from './token';

/** What is needed of the projection of users. */
export interface RoleLookup {
  /** The user's newest known state, or null. @param claimed what the token says */
  find(id: string, claimed: CurrentUser): Promise<Pick<DirectoryUser, 'email' | 'role' | 'status'> | null>;
}

/** What is known of sessions that have ended and accounts that are suspended. */
export interface SessionGate {
  /** What speaks against a user's session; rejects when that can't be known. */
  refusal(user: CurrentUser): Refusal | undefined | Promise<Refusal | undefined>;
}

/** Express setting under which the app keeps its {@link RoleLookup}. */
export const ROLE_LOOKUP = 'role lookup';
/** Express setting under which the app keeps its {@link Authenticator}. */
export const AUTHENTICATOR = 'authenticator';

/** 403: whatever the account was allowed, it is suspended. */
export function suspendedError(): ForbiddenError {
  return new ForbiddenError(errorCatalogue.account_suspended.message, { code: 'account_suspended' });
}

/**
 * The user with the newest role and status known. Without a known state they are a customer, whatever the session
 * claims: a projection that has lost what it knew must give nobody back a role that was taken from them.
 * @throws ForbiddenError (403) when the account is suspended
 */
export async function withCurrentRole(
  user: CurrentUser,
  lookup: RoleLookup | undefined,
): Promise<CurrentUser> {
  if (!lookup) return user;
  const known = await lookup.find(user.id, user);
  if (!known) return { ...user, role: 'customer' };
  // Defence: suspended accounts are refused whatever their role → ;
  if (known.status === 'suspended') throw suspendedError();
  return { ...user, email: known.email, role: known.role, status: known.status };
}

/** What requests are authenticated by. */
export interface AuthenticatorOptions {
  readonly reader: SessionReader;
  readonly directory?: RoleLookup | undefined;
  readonly sessions?: SessionGate | undefined;
  /** Hear of tokens that are refused. */
  readonly events: SecurityEvents;
}

/** What a request or an upgrade is authenticated by. */
type Credentials = Pick<IncomingMessage, 'headers'> & Pick<Partial<Request>, 'ip'>;

/** Tells whose a request is, the same for requests, upgrades and answers that were held back. */
export class Authenticator {
  constructor(private readonly options: AuthenticatorOptions) {}

  /**
   * Whose session a request has; the database is asked for a newer role only when the token claims more than a
   * customer's. At once, unless something has to be looked up.
   * @throws ForbiddenError (403) when the account is suspended; UnavailableError when that can't be looked up
   */
  authenticate(req: Credentials): VerifiedToken | undefined | Promise<VerifiedToken | undefined> {
    const { reader, sessions } = this.options;
    const token = reader.read(req);
    if (!token) {
      this.noteRefusal(req);
      return undefined;
    }
    if (token.user.status === 'suspended') throw suspendedError();
    // Defence: an ended session is refused → const refusal = undefined as ReturnType<SessionGate['refusal']>;
    const refusal = sessions?.refusal(token.user);
    if (refusal instanceof Promise) return refusal.then((found) => this.admit(req, token, found));
    return this.admit(req, token, refusal);
  }

  /** Until when a request's token is good, in milliseconds since the epoch; without one it has ended. */
  tokenEnd(req: Pick<IncomingMessage, 'headers'>): number {
    return this.options.reader.read(req)?.until ?? 0;
  }

  /** Notes a token that tells of nobody; that there is none is nothing. */
  private noteRefusal(req: Credentials): void {
    const { reader, events } = this.options;
    const token = reader.token(req);
    if (token === undefined) return;
    const user = reader.issuedTo(token);
    events.note(user ? 'token_expired' : 'token_forged', { userId: user?.id, address: clientNetwork(req) });
  }

  private admit(
    req: Credentials,
    token: VerifiedToken,
    refusal: Refusal | undefined,
  ): VerifiedToken | undefined | Promise<VerifiedToken> {
    if (refusal === 'suspended') throw suspendedError();
    if (refusal !== 'ended') return this.withRole(token);
    this.options.events.note('session_ended', { userId: token.user.id, address: clientNetwork(req) });
    return undefined;
  }

  private withRole({ user, until }: VerifiedToken): VerifiedToken | Promise<VerifiedToken> {
    const { directory } = this.options;
    if (user.role === 'customer' || !directory) return { user, until };
    return withCurrentRole(user, directory).then((newest) => ({ user: newest, until }));
  }
}

/**
 * Looks again whose request it is, for an answer that was held back; sets `req.currentUser`.
 * @throws as {@link Authenticator.authenticate}; NotAuthorizedError (401) when the session is over by now
 */
export async function authenticateAgain(
  req: Pick<Request, 'app' | 'headers' | 'currentUser' | 'refusal'>,
): Promise<void> {
  const token = await (req.app.get(AUTHENTICATOR) as Authenticator).authenticate(req);
  if (!token) throw new NotAuthorizedError();
  req.currentUser = token.user;
}

/** Until when the token of a request that was authenticated is good, in milliseconds since the epoch. */
export function tokenEnd(req: Request): number {
  return (req.app.get(AUTHENTICATOR) as Authenticator).tokenEnd(req);
}

/**
 * Sets `req.currentUser` from the session; `requireRole` looks up the newest role of those who claim none. Whose account
 * is suspended is nobody on routes that anyone may ask, so that they can sign out or another can sign in; the others
 * refuse them.
 */
export function currentUser(authenticator: Authenticator): RequestHandler {
  return async (req, _res, next) => {
    try {
      const found = authenticator.authenticate(req);
      const token = found instanceof Promise ? await found : found;
      if (token) req.currentUser = token.user;
    } catch (error) {
      if (!(error instanceof ForbiddenError)) throw error;
      req.refusal = error;
    }
    next();
  };
}
