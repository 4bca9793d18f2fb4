/** What a test card does when it is charged. */
export type CardOutcome = 'accepted' | 'declined' | 'asks';

/** A test card of Stripe's, and what it does in words. */
export interface TestCard {
  readonly token: string;
  readonly label: string;
  readonly outcome: CardOutcome;
}

/** By their tokens: https://docs.stripe.com/testing */
export const testCards: readonly TestCard[] = [
  { token: 'tok_visa', label: 'Visa 4242: accepted', outcome: 'accepted' },
  { token: 'tok_mastercard', label: 'Mastercard 4444: accepted', outcome: 'accepted' },
  { token: 'tok_amex', label: 'American Express 0005: accepted', outcome: 'accepted' },
  { token: 'tok_chargeDeclined', label: 'Visa 0002: declined', outcome: 'declined' },
  {
    token: 'tok_chargeDeclinedInsufficientFunds',
    label: 'Visa 9995: declined, not enough money',
    outcome: 'declined',
  },
  { token: 'tok_chargeDeclinedExpiredCard', label: 'Visa 0069: declined, expired', outcome: 'declined' },
  {
    token: 'tok_chargeDeclinedIncorrectCvc',
    label: 'Visa 0127: declined, wrong security code',
    outcome: 'declined',
  },
  {
    token: 'tok_chargeDeclinedProcessingError',
    label: 'Visa 0119: declined, error while processing',
    outcome: 'declined',
  },
  {
    token: 'tok_chargeDeclinedStolenCard',
    label: 'Visa 9979: declined, reported as stolen',
    outcome: 'declined',
  },
  { token: 'tok_threeDSecure2Required', label: 'Visa 3220: the bank asks you first', outcome: 'asks' },
  {
    token: 'tok_threeDSecureRequiredChargeDeclined',
    label: 'Visa 1629: the bank asks you, then declines',
    outcome: 'asks',
  },
];

/** The groups of the list, in its order. */
export const outcomeLabels: readonly (readonly [CardOutcome, string])[] = [
  ['accepted', 'Accepted'],
  ['declined', 'Declined'],
  ['asks', '3-D Secure'],
];
