import { createPublicKey, type KeyObject } from 'node:crypto';
import { parseEmailAddress } from '@ticketing/common/forms';
import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  jwtPrivateEnvironment,
  mongoEnvironment,
  natsEnvironment,
  url,
} from '@ticketing/common/service';
import { keyId, type TokenKeys } from '@ticketing/common/http';
import { z } from 'zod';
import { ADDRESS_FAILURES_MAX } from './domain/login-limit';
import type { OidcProvider } from './services/oidc';
import { isAcceptablePassword, PASSWORD_MAX, PASSWORD_MIN } from './domain/password';

const oidcNames = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

/** What auth reads from the environment. */
export const environment = z
  .object({
    ...baseEnvironment,
    ...mongoEnvironment,
    ...natsEnvironment,
    ...jwtEnvironment,
    ...jwtPrivateEnvironment,
    /** Failed logins that a network address may have within 15 minutes; an account may have 10. */
    LOGIN_FAILURES_PER_ADDRESS: integer(1, 1_000_000).default(ADDRESS_FAILURES_MAX),
    /** Where people reach the pages: passkeys are of its host. */
    PUBLIC_URL: url('http', 'https').default('http://localhost:8080'),
    /** A provider of identities by which people may sign in, all of it or nothing. */
    OIDC_ISSUER: url('https', 'http').optional(),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    OIDC_NAME: z.string().optional(),
    /** Encrypts the secrets of second factors. Outside production JWT_KEY takes its place. */
    SECOND_FACTOR_KEY: z.string().min(32, 'must have 32 characters or more').optional(),
    /** Who has their rights only with a second factor; default: staff in production. */
    REQUIRE_SECOND_FACTOR: z.enum(['staff', 'off']).optional(),
    /** Accounts that a network address may open within an hour. */
    SIGNUPS_PER_ADDRESS: integer(1, 1_000_000_000).default(20),
    /** Days in which the deletion of an account can be undone. */
    ACCOUNT_DELETION_DAYS: integer(0, 90).default(14),
    /** The first admin's account, opened at start if there is none with this address. */
    ADMIN_EMAIL: z
      .string()
      .refine((email) => parseEmailAddress(email) !== undefined, 'must be an email address')
      .transform((email) => parseEmailAddress(email) ?? email)
      .optional(),
    ADMIN_PASSWORD: z
      .string()
      .refine(isAcceptablePassword, `must have ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`)
      .optional(),
  })
  .refine((env) => oidcNames.every((name) => env[name]) || oidcNames.every((name) => !env[name]), {
    path: ['OIDC_ISSUER'],
    message: `${oidcNames.join(', ')} are set together, or none of them`,
    when: () => true,
  })
  .refine(({ NODE_ENV, OIDC_ISSUER = '' }) => NODE_ENV !== 'production' || !OIDC_ISSUER.startsWith('http:'), {
    path: ['OIDC_ISSUER'],
    message: 'must be an https:// address in production',
    when: () => true,
  })
  .refine(({ NODE_ENV, SECOND_FACTOR_KEY }) => NODE_ENV !== 'production' || SECOND_FACTOR_KEY, {
    path: ['SECOND_FACTOR_KEY'],
    message: 'is required in production',
    when: () => true,
  })
  .refine(({ ADMIN_EMAIL, ADMIN_PASSWORD }) => !ADMIN_EMAIL === !ADMIN_PASSWORD, {
    path: ['ADMIN_PASSWORD'],
    message: 'ADMIN_EMAIL and ADMIN_PASSWORD are set together, or neither',
    // Whatever else is wrong: all faults are told at once.
    when: () => true,
  });

/** Whether staff have their rights only in sessions that began with a second factor. */
export function staffNeedSecondFactor({
  NODE_ENV,
  REQUIRE_SECOND_FACTOR = NODE_ENV === 'production' ? 'staff' : 'off',
}: z.output<typeof environment>): boolean {
  return REQUIRE_SECOND_FACTOR === 'staff';
}

/** The provider of identities that the environment names, if it names one. */
export function oidcOptions(env: z.output<typeof environment>): OidcProvider | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return undefined;
  return { issuer, clientId, clientSecret, name: env.OIDC_NAME ?? new URL(issuer).hostname };
}

/** What tokens are signed and checked with: by the private key where there is one. */
export function tokenKeys({
  JWT_PRIVATE_KEY,
  JWT_PUBLIC_KEYS,
  JWT_KEY: jwtKey,
}: z.output<typeof environment>): TokenKeys & { signingKey: string | KeyObject } {
  const own = JWT_PRIVATE_KEY && createPublicKey(JWT_PRIVATE_KEY);
  const publicKeys = new Map([...(JWT_PUBLIC_KEYS ?? []), ...(own ? [[keyId(own), own] as const] : [])]);
  // The environment was refused without any of both.
  return { jwtKey, publicKeys, signingKey: JWT_PRIVATE_KEY ?? jwtKey! };
}
