import { BadRequestError, NotAuthorizedError } from '@ticketing/common/errors';
import { parseEmailAddress } from '@ticketing/common/forms';
import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { User, type UserDoc } from '../models/user';
import type { Accounts } from './accounts';
import type { LoginLimiter } from './login-limiter';

/** What a login needs. */
export interface LoginDependencies {
  readonly accounts: Accounts;
  readonly limiter: LoginLimiter;
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
 * @throws TooManyRequestsError after too many failures of the account or the address.
 */
export async function logIn(
  { accounts, limiter }: LoginDependencies,
  { email, password }: Credentials,
  address: string,
): Promise<UserDoc> {
  const source = { email, address };
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
 * Whether somebody who is signed in knows the account's password; failures count as those of a login do.
 * @throws NotAuthorizedError when the account is gone; TooManyRequestsError after too many failures.
 */
export async function confirmPassword(
  { accounts, limiter }: LoginDependencies,
  userId: string,
  password: string,
  address: string,
): Promise<boolean> {
  const account = await User.findById(userId).select('+passwordHash');
  if (!account) throw new NotAuthorizedError();
  const email = parseEmailAddress(account.email) ?? account.email;
  const source = { email, address };
  await limiter.check(source);
  const matches = await accounts.verify(account, password);
  await (matches ? limiter.succeeded(source) : limiter.failed(source));
  return matches;
}

/** The client's network address; an IPv6 client is its /56 network, out of which it may pick addresses at will. */
export function clientAddress(req: Pick<Request, 'ip'>): string {
  return req.ip ? ipKeyGenerator(req.ip, 56) : 'unknown';
}
