import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeStripe } from './fake-stripe';

interface Reply {
  status: number;
  body: {
    id: string;
    status?: string;
    error?: { type: string; code: string; decline_code?: string; message: string };
  };
}

describe('the stand-in for Stripe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fake-stripe-'));
  const file = join(folder, 'stripe.ndjson');
  let fake: FakeStripe;

  beforeAll(async () => {
    fake = await new FakeStripe(file).start();
  });
  afterAll(async () => {
    await fake.stop();
    rmSync(folder, { recursive: true });
  });

  const post = async (path: string, fields: Record<string, string> = {}): Promise<Reply> => {
    const response = await fetch(`${fake.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
    return { status: response.status, body: (await response.json()) as Reply['body'] };
  };
  const create = (amount: string, method = 'pm_card_visa') =>
    post('/v1/payment_intents', { amount, currency: 'usd', payment_method: method });
  const charge = async (method: string): Promise<Reply> => {
    const { body } = await create('2000', method);
    return post(`/v1/payment_intents/${body.id}/confirm`);
  };

  it.each([
    ['49', 'amount_too_small'],
    ['100000000', 'amount_too_large'],
    ['50.5', 'parameter_invalid_integer'],
  ])('refuses an amount of %s cents: %s', async (amount, code) => {
    expect(await create(amount)).toMatchObject({ status: 400, body: { error: { code } } });
  });

  it.each(['50', '99999999'])('takes an amount of %s cents', async (amount) => {
    expect((await create(amount)).status).toBe(200);
  });

  it.each([
    ['chargeDeclined', 'card_declined', 'generic_decline'],
    ['chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
    ['chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
    ['chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
  ])('declines %s with %s and %s', async (card, code, declineCode) => {
    const expected = {
      status: 402,
      body: { error: { type: 'card_error', code, decline_code: declineCode } },
    };
    expect(await charge(`pm_card_${card}`)).toMatchObject(expected);
    expect(await charge(`pm_card_visa_${card}`)).toMatchObject(expected);
    const { body } = await post('/v1/payment_methods', { type: 'card', 'card[token]': `tok_${card}` });
    expect(await charge(body.id)).toMatchObject(expected);
  });

  it('knows no other cards', async () => {
    const token = await post('/v1/payment_methods', { type: 'card', 'card[token]': 'tok_madeUp' });
    expect(token).toMatchObject({ status: 400, body: { error: { code: 'resource_missing' } } });
    expect(await create('2000', 'pm_card_toString')).toMatchObject({
      body: { error: { code: 'resource_missing' } },
    });
  });

  it.each([
    ['threeDSecure2Required', true, 'succeeded'],
    ['threeDSecure2Required', false, 'requires_payment_method'],
    ['threeDSecureRequiredChargeDeclined', true, 'requires_payment_method'],
  ])('asks the buyer of %s, and takes %s for %s', async (card, passed, status) => {
    const { body } = await charge(`pm_card_${card}`);
    expect(body.status).toBe('requires_action');
    const path = `/test/payment_intents/${body.id}/authenticate`;
    expect((await post(path, { passed: String(passed) })).body.status).toBe(status);
    expect((await post(path, { passed: 'true' })).status).toBe(400);
  });

  it('remembers over a restart what was paid', async () => {
    const { body } = await charge('pm_card_visa');
    const again = await new FakeStripe(file).start();
    const response = await fetch(`${again.url}/v1/payment_intents/${body.id}`);
    expect(await response.json()).toMatchObject({ id: body.id, status: 'succeeded', amount: 2000 });
    await again.stop();
  });
});
