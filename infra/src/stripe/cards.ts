/** Why a card is declined, in Stripe's fields. See https://docs.stripe.com/declines/codes */
export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

/** What becomes of a charge: it is accepted unless it is declined; before that the bank may ask the buyer. */
export interface TestCard {
  /** 3-D Secure is required. */
  readonly asks?: boolean;
  readonly decline?: Decline;
}

const declined = (declineCode: string, message = 'Your card was declined.'): TestCard => ({
  decline: { code: 'card_declined', declineCode, message },
});
const failed = (code: string, message: string): TestCard => ({
  decline: { code, declineCode: code, message },
});

/** Stripe's test cards, without the `tok_` or `pm_card_` of their ids. See https://docs.stripe.com/testing */
const cards: Readonly<Record<string, TestCard>> = {
  visa: {},
  visa_debit: {},
  mastercard: {},
  mastercard_debit: {},
  amex: {},
  discover: {},
  chargeDeclined: declined('generic_decline'),
  chargeDeclinedInsufficientFunds: declined('insufficient_funds', 'Your card has insufficient funds.'),
  chargeDeclinedLostCard: declined('lost_card'),
  chargeDeclinedStolenCard: declined('stolen_card'),
  chargeDeclinedFraudulent: declined('fraudulent'),
  chargeDeclinedExpiredCard: failed('expired_card', 'Your card has expired.'),
  chargeDeclinedIncorrectCvc: failed('incorrect_cvc', "Your card's security code is incorrect."),
  chargeDeclinedProcessingError: failed(
    'processing_error',
    'An error occurred while processing your card. Try again in a little bit.',
  ),
  threeDSecure2Required: { asks: true },
  threeDSecureRequired: { asks: true },
  threeDSecureRequiredChargeDeclined: { asks: true, ...declined('generic_decline') },
};

/** The test card of an id such as `tok_visa`, `pm_card_visa` or `pm_card_visa_chargeDeclined`. */
export function findCard(id: string): TestCard | undefined {
  const name = id.replace(/^(tok|pm_card)_/, '').replace(/^visa_(?=chargeDeclined)/, '');
  return Object.hasOwn(cards, name) ? cards[name] : undefined;
}
