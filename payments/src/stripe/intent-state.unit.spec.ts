import type Stripe from 'stripe';
import { toIntentState } from './intent-state';

const intent = (status: string, more: object = {}) =>
  ({
    id: 'pi_1',
    status,
    client_secret: 'secret',
    latest_charge: null,
    last_payment_error: null,
    ...more,
  }) as unknown as Stripe.PaymentIntent;
const charge = { object: 'charge', paid: true, status: 'succeeded', refunded: false };

describe('a payment as Stripe has it', () => {
  it.each([
    ['succeeded', 'succeeded'],
    ['canceled', 'cancelled'],
    ['requires_action', 'requires_action'],
    ['requires_confirmation', 'unconfirmed'],
    ['processing', 'processing'],
    ['requires_capture', 'processing'],
    ['a status to come', 'processing'],
  ])('is, when %s, %s to us', (status, expected) => {
    expect(toIntentState(intent(status))).toMatchObject({ intentId: 'pi_1', status: expected });
  });

  it('was refused when it wants another card after an error, and never tried without one', () => {
    const error = { type: 'card_error', code: 'card_declined', message: 'Declined.' };
    expect(toIntentState(intent('requires_payment_method', { last_payment_error: error }))).toMatchObject({
      status: 'refused',
      refusal: { code: 'card_declined', message: 'Declined.' },
    });
    expect(toIntentState(intent('requires_payment_method')).status).toBe('unconfirmed');
    const failed = { ...charge, paid: false, status: 'failed' };
    expect(
      toIntentState(intent('requires_payment_method', { latest_charge: failed, last_payment_error: error }))
        .status,
    ).toBe('refused');
  });

  it('took the money when its charge was paid, which is how stripe-mock shows it', () => {
    expect(toIntentState(intent('requires_payment_method', { latest_charge: charge })).status).toBe(
      'succeeded',
    );
  });

  it('tells whether the whole charge was given back', () => {
    expect(toIntentState(intent('succeeded', { latest_charge: charge })).refunded).toBe(false);
    const refunded = { ...charge, refunded: true };
    expect(toIntentState(intent('succeeded', { latest_charge: refunded })).refunded).toBe(true);
    expect(toIntentState(intent('succeeded', { latest_charge: 'ch_1' })).refunded).toBe(false);
  });
});
