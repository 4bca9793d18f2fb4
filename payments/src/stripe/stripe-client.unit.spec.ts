import { createGateway } from './stripe-client';

const settings = { STRIPE_KEY: 'sk_test_1', STRIPE_TIMEOUT_MS: 1_000 };

describe('how Stripe is reached', () => {
  it.each([
    [{}, 'test'],
    [{ STRIPE_KEY: 'rk_live_1' }, 'live'],
    [{ STRIPE_KEY: 'sk_live_1' }, 'live'],
    [{ STRIPE_API_BASE: 'http://localhost:12111' }, 'mock'],
  ])('with %j is shown as %s', (more, mode) => {
    expect(createGateway({ ...settings, ...more }).config).toEqual({ publishableKey: null, mode });
  });

  it('passes the publishable key on to the page', () => {
    const { config } = createGateway({ ...settings, STRIPE_PUBLISHABLE_KEY: 'pk_test_1' });
    expect(config.publishableKey).toBe('pk_test_1');
  });
});
