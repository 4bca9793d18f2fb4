/** What a command makes, or changes. */
export type CommandKind =
  'user' | 'ticket' | 'order' | 'wait' | 'cancel' | 'payment' | 'support' | 'notification';

/**
 * What the client was told. `unacknowledged`: no answer, or one that says that something went wrong, so that it may or
 * may not have been done. `refused`: it was told no, and nothing may have been done.
 */
export type Told = 'acknowledged' | 'unacknowledged' | 'refused';

/** One command that a client gave. */
export interface Attempt {
  readonly kind: CommandKind;
  /** What it is found again by, whether or not it was acknowledged. */
  readonly key: string;
  readonly told: Told;
  /** Status of the answer, or 0 when there was none. */
  readonly status: number;
  /** The id that the answer named; the key is the id where there is none. */
  readonly id: string;
  /** ms since the epoch, when it was sent and when the answer was there. */
  readonly at: number;
  readonly until: number;
}

/** A code that a gate was shown. */
export interface Scan {
  /** Of the check-in. */
  readonly id: string;
  readonly admissionId: string;
  /** What the gate was told; nothing where it never had an answer. */
  readonly result: string | undefined;
}

/** Places of an order that its seller wanted to give back: these seats, or so many. */
export interface Refund {
  readonly orderId: string;
  readonly ticketId: string;
  readonly quantity?: number;
  readonly seats?: readonly string[];
  readonly told: Told;
}

/** Remembers every command of a run and what became of it in the eyes of its client. */
export class Recorder {
  readonly attempts: Attempt[] = [];
  readonly scans: Scan[] = [];
  readonly refunds: Refund[] = [];

  /** @param status of the answer, 0 for none */
  add(kind: CommandKind, key: string, status: number, at: number, id = key): void {
    this.attempts.push({ kind, key, told: readOutcome(status), status, id, at, until: Date.now() });
  }

  count(told: Told): number {
    return this.attempts.filter((attempt) => attempt.told === told).length;
  }
}

/** What a status says about whether it was done. */
export function readOutcome(status: number): Told {
  if (status >= 200 && status < 300) return 'acknowledged';
  return status >= 400 && status < 500 ? 'refused' : 'unacknowledged';
}
