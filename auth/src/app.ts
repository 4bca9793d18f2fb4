import {
  type AppOptions,
  clientNetwork,
  createApp,
  createRouter,
  openApi,
  RateLimit,
  rateLimit,
  type Route,
  sendsSecureCookies,
  SessionReader,
  TokenVerifier,
} from '@ticketing/common/http';
import type { Outbox } from '@ticketing/common/outbox';
import { UserDirectory } from '@ticketing/common/roles';
import type { KeyObject } from 'node:crypto';
import type { Express } from 'express';
import type mongoose from 'mongoose';
import { accountRoutes } from './routes/accounts';
import { type AuditContext, auditRoutes } from './routes/audit';
import { type DeletionContext, deletionRoutes } from './routes/deletion';
import { type ExportContext, exportRoutes } from './routes/export';
import { type OidcContext, oidcRoutes } from './routes/oidc';
import { type PasskeyContext, passkeyRoutes } from './routes/passkeys';
import { type RecoveryContext, recoveryRoutes } from './routes/recovery';
import { secondFactorRoutes } from './routes/second-factors';
import { secondStepRoutes } from './routes/second-step';
import { type SessionContext, sessionRoutes } from './routes/session';
import { ownSessionRoutes } from './routes/sessions';
import { type VerificationContext, verificationRoutes } from './routes/verification';
import { Accounts } from './services/accounts';
import type { AuditLog } from './services/audit-log';
import type { Deletions } from './services/deletions';
import type { Exports } from './services/exports';
import { KnownDevices } from './services/known-devices';
import { LoginLimiter } from './services/login-limiter';
import { Identities } from './services/identities';
import { Oidc, type OidcProvider } from './services/oidc';
import { Passkeys } from './services/passkeys';
import { SecondFactorLimiter } from './services/second-factor-limiter';
import { SecondFactors } from './services/second-factors';
import { SecretBox } from './services/secret-box';
import { Sessions } from './services/sessions';

/** What the app is built from. */
export interface AuthAppOptions extends Omit<AppOptions, 'name' | 'routers' | 'openapi' | 'directory'> {
  readonly connection: mongoose.Connection;
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly audit: AuditLog;
  readonly deletions: Deletions;
  readonly dataExports: Exports;
  /** Signs tokens: the private key, or the text that checks them too. */
  readonly signingKey: string | KeyObject;
  /** Failed logins that a network address may have within 15 minutes; default 100. */
  readonly addressLimit?: number;
  /** Encrypts the secrets of second factors; 32 characters or more. */
  readonly secondFactorKey: string;
  /** Where people reach the pages. */
  readonly publicUrl: string;
  /** The provider of identities by which people may sign in, if there is one. */
  readonly oidc?: OidcProvider | undefined;
  /** Clock of codes, for specs. */
  readonly now?: () => Date;
  /** Accounts that a network address may open within an hour. */
  readonly signupsPerAddress: number;
  /** Whether staff have their rights only in sessions that began with a second factor. */
  readonly staffNeedSecondFactor: boolean;
}

type RoutesContext = AuditContext &
  SessionContext &
  PasskeyContext &
  VerificationContext &
  RecoveryContext &
  DeletionContext &
  ExportContext &
  OidcContext;

const routes: readonly Route<RoutesContext>[] = [
  ...sessionRoutes,
  ...secondStepRoutes,
  ...ownSessionRoutes,
  ...secondFactorRoutes,
  ...verificationRoutes,
  ...recoveryRoutes,
  ...passkeyRoutes,
  ...oidcRoutes,
  ...deletionRoutes,
  ...exportRoutes,
  ...accountRoutes,
  ...auditRoutes,
];

/** What this service tells of its routes. */
export const openapi = openApi({
  name: 'auth',
  title: 'Accounts',
  description: 'Accounts, sessions and roles.',
  tag: 'users',
  deadLetters: true,
  routes,
});

/** Builds the app of the auth service. */
export function buildApp({
  connection,
  outbox,
  audit,
  deletions,
  dataExports,
  signingKey,
  addressLimit,
  signupsPerAddress,
  staffNeedSecondFactor,
  secondFactorKey,
  publicUrl,
  oidc,
  now = () => new Date(),
  ...options
}: AuthAppOptions): Express {
  const { secureCookies = sendsSecureCookies() } = options;
  const secondFactors = new SecondFactors({
    box: new SecretBox(secondFactorKey),
    limiter: new SecondFactorLimiter(connection),
    now,
  });
  const accounts = new Accounts(outbox);
  const sessions = new Sessions({ outbox, signingKey, keys: options, now, staffNeedSecondFactor });
  const context = {
    outbox,
    accounts,
    audit,
    deletions,
    dataExports,
    limiter: new LoginLimiter(connection, { addressLimit }),
    devices: new KnownDevices(secureCookies),
    sessions,
    reader: new SessionReader(new TokenVerifier(options), secureCookies),
    secondFactors,
    // Defence: sign-ups from an address are limited → signupLimit: rateLimit(connection, { name: 'signup', limit: 1e9, key: clientNetwork }),
    signupLimit: rateLimit(connection, { name: 'signup', limit: signupsPerAddress, key: clientNetwork }),
    identities: new Identities(accounts, outbox),
    oidc: oidc && new Oidc({ ...oidc, publicUrl, now, logger: options.logger }),
    secureCookies,
    passkeys: new Passkeys({ publicUrl, allowedOrigins: options.allowedOrigins, now }),
    connection,
    logger: options.logger,
    resetLimit: new RateLimit(connection, { name: 'reset', limit: 5 }),
    resetNetworkLimit: new RateLimit(connection, { name: 'reset-network', limit: signupsPerAddress }),
  };
  return createApp({
    ...options,
    name: 'auth',
    openapi,
    // Here the accounts are at home: the collection that the directory reads is this service's own.
    directory: new UserDirectory(connection),
    sessions,
    routers: [createRouter(routes, context)],
  });
}
