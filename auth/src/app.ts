import { type AppOptions, createApp } from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import type { Express } from 'express';
import type mongoose from 'mongoose';
import { openapi } from './openapi';
import { currentUserRouter } from './routes/current-user';
import { listUsersRouter } from './routes/list-users';
import { signinRouter } from './routes/signin';
import { signoutRouter } from './routes/signout';
import { signupRouter } from './routes/signup';
import { tokenRouter } from './routes/token';
import { updateMeRouter } from './routes/update-me';
import { updateUserRouter } from './routes/update-user';
import { Accounts } from './services/accounts';
import { LoginLimiter } from './services/login-limiter';

export { openapi };

/** What the app is built from. */
export interface AuthAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'openapi' | 'directory'> {
  connection: mongoose.Connection;
  outbox: Pick<Outbox, 'transaction'>;
  /** Failed logins that a network address may have within 15 minutes; default 100. */
  addressLimit?: number;
  /** Clock of the login limit, for specs. */
  now?: () => Date;
}

/** Builds the app of the auth service. */
export function buildApp({ connection, outbox, addressLimit, now, ...options }: AuthAppOptions): Express {
  const { jwtKey } = options;
  const accounts = new Accounts(outbox);
  const login = { accounts, limiter: new LoginLimiter(connection, { addressLimit, now }) };
  return createApp({
    ...options,
    name: 'auth',
    openapi,
    // Here the accounts are at home: the collection that the directory reads is this service's own.
    directory: new UserDirectory(connection),
    routers: [
      signupRouter({ accounts, jwtKey }),
      signinRouter({ ...login, jwtKey }),
      tokenRouter({ ...login, jwtKey }),
      signoutRouter(),
      currentUserRouter(),
      listUsersRouter(),
      updateMeRouter(login),
      updateUserRouter({ accounts }),
    ],
  });
}
