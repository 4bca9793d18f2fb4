import { parseEmailAddress } from '@ticketing/common/forms';
import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
  url,
} from '@ticketing/common/service';
import { z } from 'zod';
import { ADDRESS_FAILURES_MAX } from './domain/login-limit';
import { isAcceptablePassword, PASSWORD_MAX, PASSWORD_MIN } from './domain/password';

/** What auth reads from the environment. */
export const environment = z
  .object({
    ...baseEnvironment,
    ...mongoEnvironment,
    ...natsEnvironment,
    ...jwtEnvironment,
    /** Failed logins that a network address may have within 15 minutes; an account may have 10. */
    LOGIN_FAILURES_PER_ADDRESS: integer(1, 1_000_000).default(ADDRESS_FAILURES_MAX),
    /** Where people reach the pages: passkeys are of its host. */
    PUBLIC_URL: url('http', 'https').default('http://localhost:8080'),
    /** Encrypts the secrets of second factors. Outside production JWT_KEY takes its place. */
    SECOND_FACTOR_KEY: z.string().min(32, 'must have 32 characters or more').optional(),
    /** Accounts that a network address may open within an hour. */
    SIGNUPS_PER_ADDRESS: integer(1, 1_000_000_000).default(20),
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
