/** Why a payment was refused, for its buyer. */
export interface Refusal {
  /** Stable, for programs: Stripe's decline or error code, or one of ours. */
  readonly code: string;
  /** A sentence for the buyer. */
  readonly message: string;
}

/** What Stripe says of an error, in its own fields. See https://docs.stripe.com/error-codes */
export interface StripeReason {
  readonly type?: string | null | undefined;
  readonly code?: string | null | undefined;
  readonly declineCode?: string | null | undefined;
  readonly message?: string | null | undefined;
}

const DECLINED: Refusal = { code: 'card_declined', message: 'Your card was declined.' };

/**
 * The bank's suspicion is not for the one who presents the card.
 * See https://docs.stripe.com/declines/codes: "don't report more detailed information to your customer".
 */
const confidential = new Set([
  'fraudulent',
  'lost_card',
  'merchant_blacklist',
  'pickup_card',
  'restricted_card',
  'security_violation',
  'stolen_card',
]);

/** Errors whose message is written for programmers, in words for buyers. */
const plainWords: Readonly<Record<string, string>> = {
  amount_too_small: 'This amount is too small to be paid by card.',
  amount_too_large: 'This amount is too large to be paid by card.',
  payment_intent_authentication_failure:
    'Your bank could not confirm that it is you. Try again or use another card.',
  resource_missing: 'This card can no longer be used. Enter it again.',
  token_already_used: 'This card can no longer be used. Enter it again.',
  payment_method_unactivated: 'This card can not be used here. Use another card.',
};

/**
 * Stripe's reason in plain words. The message of a card error is written for the buyer and is told as it is; that of
 * any other error is not.
 */
export function toRefusal(reason: StripeReason): Refusal {
  const code = reason.declineCode || reason.code || DECLINED.code;
  if (confidential.has(code)) return DECLINED;
  const words = plainWords[code] ?? plainWords[reason.code ?? ''];
  if (words) return { code, message: words };
  if (reason.type === 'card_error' && reason.message) return { code, message: reason.message };
  return { code, message: 'This card could not be charged. Use another card.' };
}

/** Refusals that have a cause of our own. */
export const ownRefusals = {
  /** Nobody asked Stripe to charge: the process ended, or the buyer's order did. */
  abandoned: { code: 'abandoned', message: 'This payment was not carried out. Nothing was charged.' },
  orderEnded: { code: 'order_ended', message: 'The order ended before the payment. Nothing was charged.' },
  replaced: { code: 'replaced', message: 'Another card was used instead. Nothing was charged.' },
  timedOut: {
    code: 'authentication_timed_out',
    message: 'Your bank was not answered in time. Nothing was charged.',
  },
  unavailable: {
    code: 'provider_unavailable',
    message: 'Card payments are not available right now. Nothing was charged; try again in a moment.',
  },
} as const satisfies Record<string, Refusal>;
