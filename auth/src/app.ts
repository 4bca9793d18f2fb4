import {
  type AppOptions,
  clientNetwork,
  createApp,
  createRouter,
  openApi,
  RateLimit,
  rateLimit,
  type Route,
} from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import type { Express } from 'express';
import type mongoose from 'mongoose';
import { accountRoutes } from './routes/accounts';
import { type AuditContext, auditRoutes } from './routes/audit';
import { type PasskeyContext, passkeyRoutes } from './routes/passkeys';
import { type RecoveryContext, recoveryRoutes } from './routes/recovery';
import { secondFactorRoutes } from './routes/second-factors';
import { secondStepRoutes } from './routes/second-step';
import { type SessionContext, sessionRoutes } from './routes/session';
import { type VerificationContext, verificationRoutes } from './routes/verification';
import { Accounts } from './services/accounts';
import type { AuditLog } from './services/audit-log';
import { KnownDevices } from './services/known-devices';
import { LoginLimiter } from './services/login-limiter';
import { Passkeys } from './services/passkeys';
import { SecondFactorLimiter } from './services/second-factor-limiter';
import { SecondFactors } from './services/second-factors';
import { SecretBox } from './services/secret-box';

/** What the app is built from. */
export interface AuthAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'openapi' | 'directory'> {
  readonly connection: mongoose.Connection;
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly audit: AuditLog;
  /** Failed logins that a network address may have within 15 minutes; default 100. */
  readonly addressLimit?: number;
  /** Encrypts the secrets of second factors; 32 characters or more. */
  readonly secondFactorKey: string;
  /** Where people reach the pages. */
  readonly publicUrl: string;
  /** Clock of codes, for specs. */
  readonly now?: () => Date;
  /** Accounts that a network address may open within an hour. */
  readonly signupsPerAddress: number;
}

type RoutesContext = AuditContext & SessionContext & PasskeyContext & VerificationContext & RecoveryContext;

const routes: readonly Route<RoutesContext>[] = [
  ...sessionRoutes,
  ...secondStepRoutes,
  ...secondFactorRoutes,
  ...verificationRoutes,
  ...recoveryRoutes,
  ...passkeyRoutes,
  ...accountRoutes,
  ...auditRoutes,
];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'auth',
  title: 'Accounts',
  description: 'Accounts, sessions and roles.',
  tag: 'users',
  routes,
});

/** Builds the app of the auth service. */
export function buildApp({
  connection,
  outbox,
  audit,
  addressLimit,
  signupsPerAddress,
  secondFactorKey,
  publicUrl,
  now = () => new Date(),
  ...options
}: AuthAppOptions): Express {
  const { jwtKey, secureCookies = process.env['NODE_ENV'] === 'production' } = options;
  const secondFactors = new SecondFactors({
    box: new SecretBox(secondFactorKey),
    limiter: new SecondFactorLimiter(connection),
    now,
  });
  const context = {
    accounts: new Accounts(outbox),
    audit,
    limiter: new LoginLimiter(connection, { addressLimit }),
    devices: new KnownDevices(secureCookies),
    jwtKey,
    secondFactors,
    // Defence: sign-ups from an address are limited → signupLimit: rateLimit(connection, { name: 'signup', limit: 1e9, key: clientNetwork }),
    signupLimit: rateLimit(connection, { name: 'signup', limit: signupsPerAddress, key: clientNetwork }),
    passkeys: new Passkeys({ publicUrl, allowedOrigins: options.allowedOrigins, now }),
    connection,
    logger: options.logger,
    resetLimit: new RateLimit(connection, { name: 'reset', limit: 5 }),
  };
  return createApp({
    ...options,
    name: 'auth',
    openapi,
    // Here the accounts are at home: the collection that the directory reads is this service's own.
    directory: new UserDirectory(connection),
    routers: [createRouter(routes, context)],
  });
}
