import { EnvironmentError, loadEnvironment } from '@ticketing/common/service';
import { environment } from './environment';

const given = {
  MONGO_URI: 'mongodb://localhost/payments',
  NATS_URL: 'nats://localhost:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'payments-1',
  JWT_KEY: 'a key',
  STRIPE_KEY: 'sk_test_1',
};
const faults = (more: Record<string, string>): readonly string[] => {
  try {
    loadEnvironment(environment, { ...given, ...more });
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
};

describe('the environment of payments', () => {
  it('needs a secret key of Stripe; the rest of Stripe has defaults', () => {
    expect(loadEnvironment(environment, given)).toMatchObject({
      STRIPE_TIMEOUT_MS: 10_000,
      PAYMENT_PENDING_SECONDS: 600,
    });
    expect(faults({ STRIPE_KEY: '' })).toEqual(['STRIPE_KEY: is required']);
  });

  it('tells all faults at once', () => {
    const wrong = {
      STRIPE_KEY: 'pk_test_1',
      STRIPE_WEBHOOK_SECRET: 'secret',
      STRIPE_PUBLISHABLE_KEY: 'sk_test_1',
      STRIPE_API_BASE: 'localhost',
      STRIPE_TIMEOUT_MS: '1',
      PAYMENT_PENDING_SECONDS: '601',
    };
    expect(faults(wrong).map((fault) => fault.split(':')[0])).toEqual(Object.keys(wrong));
  });

  it('takes real money only with signed webhooks, and only from Stripe', () => {
    const live = { STRIPE_KEY: 'sk_live_1' };
    expect(faults(live)).toEqual(['STRIPE_WEBHOOK_SECRET: is required with a live STRIPE_KEY']);
    expect(
      faults({ ...live, STRIPE_WEBHOOK_SECRET: 'whsec_1', STRIPE_API_BASE: 'http://localhost:1' }),
    ).toEqual(['STRIPE_API_BASE: must not be set with a live STRIPE_KEY']);
    expect(faults({ ...live, STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toEqual([]);
    expect(faults({ ...live, MONGO_URI: '' }).map((fault) => fault.split(':')[0])).toEqual([
      'MONGO_URI',
      'STRIPE_WEBHOOK_SECRET',
    ]);
  });
});
