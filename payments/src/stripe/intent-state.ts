import type Stripe from 'stripe';
import { toRefusal } from '../domain/refusal';
import type { IntentState } from '../domain/settlement';

/** Ask for this with every payment: the charge tells whether money was taken and given back. */
export const EXPAND = ['latest_charge'];

/** A Stripe payment in our terms. */
export function toIntentState(intent: Stripe.PaymentIntent): IntentState {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const error = intent.last_payment_error;
  return {
    intentId: intent.id,
    status: readStatus(intent, charge),
    refusal: error
      ? toRefusal({
          type: error.type,
          code: error.code,
          declineCode: error.decline_code,
          message: error.message,
        })
      : undefined,
    clientSecret: intent.client_secret ?? undefined,
    refunded: charge?.refunded ?? false,
  };
}

/**
 * See https://docs.stripe.com/payments/paymentintents/lifecycle. Stripe goes back to `requires_payment_method` after a
 * decline; the error tells that from a payment that was never tried. stripe-mock keeps nothing and shows every
 * payment in that status, with a charge that was paid, which a payment of Stripe's in that status never has.
 */
function readStatus(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): IntentState['status'] {
  switch (intent.status) {
    case 'succeeded':
      return 'succeeded';
    case 'canceled':
      return 'cancelled';
    case 'requires_action':
      return 'requires_action';
    case 'requires_confirmation':
      return 'unconfirmed';
    case 'requires_payment_method':
      if (charge?.paid && charge.status === 'succeeded') return 'succeeded';
      return intent.last_payment_error ? 'refused' : 'unconfirmed';
    default:
      return 'processing';
  }
}
