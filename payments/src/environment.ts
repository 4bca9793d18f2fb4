import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
  url,
} from '@ticketing/common/service';
import { z } from 'zod';
import { MAX_PENDING_SECONDS } from './domain/settlement';

const key = (example: string, ...prefixes: string[]) =>
  z
    .string('is required')
    .refine((value) => prefixes.some((prefix) => value.startsWith(prefix)), `must look like ${example}`);

/** What this service reads from the environment. */
export const environment = z
  .object({
    ...baseEnvironment,
    ...mongoEnvironment,
    ...natsEnvironment,
    ...jwtEnvironment,
    /** Stripe's secret key, or a restricted one. */
    STRIPE_KEY: key('sk_test_…', 'sk_', 'rk_'),
    /** Of the endpoint that Stripe sends its events to. Without it no webhook is believed. */
    STRIPE_WEBHOOK_SECRET: key('whsec_…', 'whsec_').optional(),
    /** For Stripe's card field in the browser; without it the page has test cards only. */
    STRIPE_PUBLISHABLE_KEY: key('pk_test_…', 'pk_').optional(),
    /** Another server that speaks Stripe's API, such as stripe-mock; Stripe's own when not set. */
    STRIPE_API_BASE: url('http', 'https').optional(),
    /** How long one request to Stripe may take, in ms. */
    STRIPE_TIMEOUT_MS: integer(100, 60_000).default(10_000),
    /** How long a hold waits for the buyer's bank, in seconds. */
    PAYMENT_PENDING_SECONDS: integer(1, MAX_PENDING_SECONDS).default(MAX_PENDING_SECONDS),
  })
  .refine((env) => !isLive(env.STRIPE_KEY) || env.STRIPE_WEBHOOK_SECRET !== undefined, {
    path: ['STRIPE_WEBHOOK_SECRET'],
    message: 'is required with a live STRIPE_KEY',
    when: () => true,
  })
  .refine((env) => !isLive(env.STRIPE_KEY) || env.STRIPE_API_BASE === undefined, {
    path: ['STRIPE_API_BASE'],
    message: 'must not be set with a live STRIPE_KEY',
    when: () => true,
  });

/** The environment as read. */
export type Environment = z.output<typeof environment>;

/** Asked also when the key is missing, for all faults to be told at once. */
function isLive(secretKey: string | undefined): boolean {
  return secretKey?.includes('_live_') ?? false;
}
