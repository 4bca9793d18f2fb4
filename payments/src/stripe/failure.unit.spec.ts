import Stripe from 'stripe';
import { classifyStripeError } from './failure';

const error = (statusCode: number, code?: string, more: object = {}) =>
  Stripe.errors.StripeError.generate({
    type: statusCode === 402 ? 'card_error' : 'invalid_request_error',
    statusCode,
    code,
    message: 'A message',
    headers: {},
    ...more,
  });

describe('an error of Stripe’s', () => {
  it('is a refusal when the card was declined, or the request can never be carried out', () => {
    expect(classifyStripeError(error(402, 'card_declined', { decline_code: 'insufficient_funds' }))).toEqual({
      kind: 'refused',
      refusal: { code: 'insufficient_funds', message: 'A message' },
    });
    expect(classifyStripeError(error(400, 'amount_too_small')).kind).toBe('refused');
    expect(classifyStripeError(error(404, 'resource_missing')).kind).toBe('refused');
  });

  it.each([
    ['a fault of Stripe’s', error(500)],
    ['Stripe being away', error(503)],
    ['too many requests', error(429, 'rate_limit')],
    ['a lock', error(429, 'lock_timeout')],
    ['the same key in use', error(409, 'idempotency_key_in_use')],
    ['a key that was used for something else', error(400, undefined, { type: 'idempotency_error' })],
    ['a key of ours that Stripe does not accept', error(401)],
    ['a right that our key does not have', error(403)],
    ['a broken connection', new Stripe.errors.StripeConnectionError({ message: 'cut' })],
    ['an error that is not Stripe’s', new Error('other')],
  ])('leaves it open what became of the request when it is %s', (_what, thrown) => {
    expect(classifyStripeError(thrown)).toEqual({ kind: 'unclear' });
  });

  it.each(['payment_intent_unexpected_state', 'charge_already_refunded'])(
    'has the payment looked at for %s',
    (code) => {
      expect(classifyStripeError(error(400, code))).toEqual({ kind: 'state' });
    },
  );
});
