import Stripe from 'stripe';
import type { Environment } from '../environment';
import type { PaymentConfig } from '../routes/payments';
import type { PaymentGateway } from './gateway';
import { StripeGateway } from './stripe-gateway';
import { type TestBank, testBankAt } from './test-bank';

/** How Stripe is reached. */
export interface StripeSettings {
  /** Secret key, `sk_test_…` or `sk_live_…`. */
  readonly key: string;
  /** Address of another server that speaks Stripe's API; Stripe's own when not given. */
  readonly apiBase?: string | undefined;
  /** How long one request may take, in ms. */
  readonly timeoutMs: number;
}

/**
 * Stripe's client. It does not try again by itself: who asks decides what no answer means.
 */
export function createStripe({ key, apiBase, timeoutMs }: StripeSettings): Stripe {
  return new Stripe(key, {
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    ...(apiBase ? address(apiBase) : {}),
  });
}

function address(apiBase: string): { host: string; port: number; protocol: 'http' | 'https' } {
  const { hostname, port, protocol } = new URL(apiBase);
  const secure = protocol === 'https:';
  return {
    host: hostname,
    port: port ? Number(port) : secure ? 443 : 80,
    protocol: secure ? 'https' : 'http',
  };
}

/** What of Stripe the environment tells. */
export interface ProviderSettings {
  readonly gateway: PaymentGateway;
  readonly config: PaymentConfig;
  /** Only where a stand-in answers in Stripe's place. */
  readonly testBank?: TestBank | undefined;
  /** How long one request may take, in ms. */
  readonly providerTimeoutMs: number;
}

/** The gateway to Stripe, as the environment describes it. */
export function createGateway(env: StripeEnvironment): ProviderSettings {
  const { STRIPE_KEY: key, STRIPE_API_BASE: apiBase, STRIPE_TIMEOUT_MS: timeoutMs } = env;
  return {
    gateway: new StripeGateway(createStripe({ key, apiBase, timeoutMs }), env.STRIPE_WEBHOOK_SECRET),
    config: { publishableKey: env.STRIPE_PUBLISHABLE_KEY ?? null, mode: readMode(env) },
    testBank: apiBase ? testBankAt(apiBase, timeoutMs) : undefined,
    providerTimeoutMs: timeoutMs,
  };
}

type StripeEnvironment = Pick<Environment, Extract<keyof Environment, `STRIPE_${string}`>>;

function readMode({ STRIPE_KEY, STRIPE_API_BASE }: StripeEnvironment): PaymentConfig['mode'] {
  if (STRIPE_API_BASE) return 'mock';
  return STRIPE_KEY.includes('_live_') ? 'live' : 'test';
}
