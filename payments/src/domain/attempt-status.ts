/**
 * Where one attempt to pay an order stands.
 *
 *     created ──▶ charging ──▶ succeeded ──▶ refunding ──▶ refunded
 *        │         │  ▲ │ ▲        ▲  └──────────────────────▲
 *        │         ▼  │ ▼ │        │
 *        │     unknown  requires_action
 *        │         │      │
 *        └─────────┴──────┴──▶ refused
 */
export type AttemptStatus =
  /** Recorded; Stripe has not been asked to charge, so nothing can have been taken. */
  | 'created'
  /** Stripe knows the payment by its id and is asked to charge it. */
  | 'charging'
  /** Stripe was asked to charge and gave no clear answer. */
  | 'unknown'
  /** The bank asks the buyer to confirm. */
  | 'requires_action'
  /** The money was taken. */
  | 'succeeded'
  /** Nothing was taken, and nothing can be any more. */
  | 'refused'
  /** The money is being given back. */
  | 'refunding'
  /** The money was given back. */
  | 'refunded';

const moves: Readonly<Record<AttemptStatus, readonly AttemptStatus[]>> = {
  created: ['charging', 'refused'],
  charging: ['unknown', 'requires_action', 'succeeded', 'refused'],
  unknown: ['requires_action', 'succeeded', 'refused'],
  requires_action: ['succeeded', 'refused'],
  succeeded: ['refunding', 'refunded'],
  // Only for money that turns up nevertheless.
  refused: ['refunding'],
  refunding: ['refunded'],
  refunded: [],
};

/** Every status an attempt can have. */
export const attemptStatuses = Object.keys(moves) as AttemptStatus[];

/** Whether an attempt may go from one status to the other. Nothing decided is ever undone. */
export function canMove(from: AttemptStatus, to: AttemptStatus): boolean {
  return moves[from].includes(to);
}

/** Whether it is still open if the money will be taken. */
export function isUndecided(status: AttemptStatus): boolean {
  return canMove(status, 'refused');
}

/**
 * Whether the attempt keeps its order from being paid by another one: while it is undecided, and for good once the
 * money was taken. Only a definite refusal lets a new attempt begin.
 */
export function blocksOthers(status: AttemptStatus): boolean {
  return status !== 'refused';
}

/** What a client is told: how Stripe is being asked is not its business. */
export type PaymentStatus = Exclude<AttemptStatus, 'created' | 'charging' | 'unknown'> | 'processing';

/** The status as clients see it. */
export function publicStatus(status: AttemptStatus): PaymentStatus {
  switch (status) {
    case 'created':
    case 'charging':
    case 'unknown':
      return 'processing';
    default:
      return status;
  }
}
