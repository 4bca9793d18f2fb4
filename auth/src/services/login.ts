import { BadRequestError, NotAuthorizedError } from '@ticketing/common/errors';
import { parseEmailAddress } from '@ticketing/common/forms';
import { clientNetwork } from '@ticketing/common/http';
import type { Request } from 'express';
import { User, type UserDoc } from '../models/user';
import type { Accounts } from './accounts';
import type { KnownDevices } from './known-devices';
import type { LoginLimiter } from './login-limiter';

/** What a login needs. */
export interface LoginDependencies {
  readonly accounts: Accounts;
  readonly limiter: LoginLimiter;
  readonly devices: KnownDevices;
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
  { accounts, limiter, devices }: LoginDependencies,
  { email, password }: Credentials,
  req: Request,
): Promise<UserDoc> {
  const source = { email, address: clientNetwork(req), knownAs: await devices.find(req, email) };
  await limiter.check(source);
  const user = await accounts.authenticate(email, password);
  if (!user) {
    await limiter.failed(source);
    throw new BadRequestError('Wrong email or password', { code: 'wrong_credentials' });
  }
  await limiter.succeeded(source);
  return user;
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
