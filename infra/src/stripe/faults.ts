/** What Stripe is asked to do. */
export type Operation =
  | 'method'
  | 'authenticate'
  | 'create'
  | 'confirm'
  | 'retrieve'
  | 'cancel'
  | 'refund'
  | 'list'
  | 'list-refunds';

/** A way to answer badly. */
export type Fault =
  /** An error instead of doing it. */
  | { readonly kind: 'status'; readonly status: number; readonly code?: string }
  /** The connection is cut before anything is done. */
  | { readonly kind: 'drop-before' }
  /** It is done, and the connection is cut before the answer. */
  | { readonly kind: 'drop-after' }
  /** It is done, and answered only when `until` resolves. */
  | { readonly kind: 'late'; readonly until: Promise<void> }
  /** Nothing is done, until `until` resolves. */
  | { readonly kind: 'stalled'; readonly until: Promise<void> };

interface Planned {
  operation: Operation;
  fault: Fault;
  times: number;
}

/** Faults to come, used up one by one. */
export class FaultPlan {
  private planned: Planned[] = [];

  /** @param times how many requests meet it; default 1 */
  plan(operation: Operation, fault: Fault, times = 1): void {
    this.planned.push({ operation, fault, times });
  }

  next(operation: Operation): Fault | undefined {
    const found = this.planned.find((each) => each.operation === operation);
    if (!found) return undefined;
    found.times -= 1;
    if (found.times <= 0) this.planned = this.planned.filter((each) => each !== found);
    return found.fault;
  }

  clear(): void {
    this.planned = [];
  }
}
