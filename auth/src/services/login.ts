import { BadRequestError, NotAuthorizedError, TooManyRequestsError } from '@ticketing/common/errors';
import { parseEmailAddress } from '@ticketing/common/forms';
import { clientNetwork } from '@ticketing/common/http';
import { countSecurityEvent } from '@ticketing/common/observability';
import type { Request } from 'express';
import { User, type UserDocument, withAddress } from '../models/user';
import type { Accounts } from './accounts';
import type { AuditLog } from './audit-log';
import type { KnownDevices } from './known-devices';
import type { LoginLimiter } from './login-limiter';
import { wrongCredentials } from './sessions';

/** What a login needs. */
export interface LoginDependencies {
  readonly accounts: Accounts;
  readonly limiter: LoginLimiter;
  readonly devices: KnownDevices;
  readonly audit: AuditLog;
}

/** What somebody logs in with. */
export interface Credentials {
  /** In its one form. */
  readonly email: string;
  readonly password: string;
}

/**
 * The account that the credentials belong to.
 * @throws BadRequestError, the same for a wrong address and a wrong password.
 * @throws TooManyRequestsError after too many failures of the client, the account or the address.
 */
export async function logIn(
  login: LoginDependencies,
  { email, password }: Credentials,
  req: Request,
): Promise<UserDocument> {
  const { accounts, limiter, devices } = login;
  const source = { email, address: clientNetwork(req), knownAs: await devices.find(req, email) };
  try {
    await limiter.check(source);
    const user = await accounts.authenticate(email, password);
    if (!user) {
      await limiter.failed(source);
      throw wrongCredentials();
    }
    await limiter.succeeded(source);
    return user;
  } catch (error) {
    await auditFailure(login, email, req, error);
    throw error;
  }
}

/** What was typed for an address may be a password: the log has the account, if there is one. */
async function auditFailure({ audit }: LoginDependencies, email: string, req: Request, error: unknown) {
  const locked = error instanceof TooManyRequestsError;
  if (!locked && !(error instanceof BadRequestError)) return;
  countSecurityEvent(locked ? 'signin_locked' : 'signin_failed');
  const account = await User.findOne(withAddress(email), { _id: 1 });
  const action = locked ? 'signin.locked' : 'signin.failed';
  await audit.count({ action, actor: null, subject: account?.id ?? null }, req);
}

/**
 * Whether somebody who is signed in knows the account's password; failures are counted apart from those of logins.
 * @throws NotAuthorizedError when the account is gone; TooManyRequestsError after too many failures.
 */
export async function confirmPassword(
  { accounts, limiter }: LoginDependencies,
  userId: string,
  password: string,
  req: Request,
): Promise<boolean> {
  const account = await User.findById(userId).select('+passwordHash');
  if (!account) throw new NotAuthorizedError();
  const email = parseEmailAddress(account.email) ?? account.email;
  const source = { email, address: clientNetwork(req), knownAs: 'session' };
  await limiter.check(source);
  const matches = await accounts.verify(account, password);
  await (matches ? limiter.succeeded(source) : limiter.failed(source));
  return matches;
}
