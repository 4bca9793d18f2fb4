import { type AttemptStatus, isUndecided } from './attempt-status';
import { ownRefusals, type Refusal } from './refusal';

/** A payment as Stripe has it. */
export interface IntentState {
  /** Stripe's id of it. */
  readonly intentId: string;
  readonly status:
    /** Known to Stripe, never asked to charge. */
    | 'unconfirmed'
    /** Stripe is at it. */
    | 'processing'
    | 'requires_action'
    | 'succeeded'
    /** The last try was declined; who has the client secret may try again. */
    | 'refused'
    /** Closed for good, nothing taken. */
    | 'cancelled';
  readonly refusal?: Refusal | undefined;
  /** Lets the buyer's browser answer the bank. Not kept with the payment, and never logged. */
  readonly clientSecret?: string | undefined;
  /** Whether the whole charge was given back. */
  readonly refunded: boolean;
}

/** An attempt, as far as settling it goes. */
export interface SettlingAttempt {
  readonly status: AttemptStatus;
  /** Until when the bank may take; set once the bank has asked. */
  readonly until?: Date | undefined;
}

/** What is known beside Stripe's state. */
export interface SettlementContext {
  /** Whether the order still waits for its money. */
  readonly orderLive: boolean;
  /** Whether the order is known to have ended. Its own expiry, while the bank asks, is for `orders` to decide. */
  readonly orderEnded: boolean;
  readonly now: Date;
}

/** The one next step towards a decided attempt. */
export type SettlementStep =
  | { readonly kind: 'none' }
  /** Ask Stripe again later. */
  | { readonly kind: 'wait' }
  /** Ask Stripe to charge. */
  | { readonly kind: 'confirm' }
  /** Ask Stripe to close the payment for good; `refusal` is the reason to record once it has. */
  | { readonly kind: 'cancel'; readonly refusal: Refusal }
  | { readonly kind: 'succeed' }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  /** Record that the bank asks the buyer. */
  | { readonly kind: 'pend' }
  /** Record a refund that was made at Stripe. */
  | { readonly kind: 'note-refund' }
  /** Money was taken by an attempt that counts as refused. */
  | { readonly kind: 'stray' };

/**
 * Decides what to do about an attempt, given what Stripe has.
 *
 * An attempt is recorded as refused only when nothing can be taken any more: a payment whose client secret the buyer
 * has could be tried again in the browser, so Stripe closes it first; and what Stripe closed, it never charges.
 *
 * @param pendingRefusal why the payment was to be closed, when Stripe was asked to
 */
export function decideSettlement(
  attempt: SettlingAttempt,
  intent: IntentState,
  context: SettlementContext,
  pendingRefusal?: Refusal,
): SettlementStep {
  if (!isUndecided(attempt.status)) return decideSettled(attempt.status, intent);
  switch (intent.status) {
    case 'succeeded':
      return { kind: 'succeed' };
    case 'cancelled':
      return { kind: 'refuse', refusal: pendingRefusal ?? intent.refusal ?? ownRefusals.abandoned };
    case 'refused': {
      const refusal = intent.refusal ?? ownRefusals.abandoned;
      return attempt.until ? { kind: 'cancel', refusal } : { kind: 'refuse', refusal };
    }
    case 'unconfirmed':
      return context.orderLive ? { kind: 'confirm' } : { kind: 'cancel', refusal: ownRefusals.orderEnded };
    case 'processing':
      return { kind: 'wait' };
    case 'requires_action':
      if (context.orderEnded) return { kind: 'cancel', refusal: ownRefusals.orderEnded };
      if (!attempt.until) return { kind: 'pend' };
      return context.now >= attempt.until
        ? { kind: 'cancel', refusal: ownRefusals.timedOut }
        : { kind: 'wait' };
  }
}

function decideSettled(status: AttemptStatus, intent: IntentState): SettlementStep {
  if (status === 'succeeded' && intent.refunded) return { kind: 'note-refund' };
  if (status === 'refused' && intent.status === 'succeeded' && !intent.refunded) return { kind: 'stray' };
  return { kind: 'none' };
}

/** The longest that a hold waits for a bank, in seconds. */
export const MAX_PENDING_SECONDS = 600;

/** Until when the bank may take. @param seconds capped at ten minutes */
export function pendingUntil(now: Date, seconds: number): Date {
  return new Date(now.getTime() + Math.min(seconds, MAX_PENDING_SECONDS) * 1_000);
}
