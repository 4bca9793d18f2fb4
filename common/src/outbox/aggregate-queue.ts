import { UnavailableError } from '../errors';
import { KeyedMutex } from '../concurrency/keyed-mutex';

/** Bounds of a queue. */
export interface AggregateQueueOptions {
  /** Commands of one aggregate that run or wait, at the most; default 500. */
  readonly limit?: number;
  /** Milliseconds that a command waits for its turn, at the most; default 10,000. */
  readonly patienceMs?: number;
}

/**
 * Lets the commands of one aggregate take turns in this process, in the order in which they came. Side by side, their
 * transactions would only make each other start again; in a row they meet other replicas' writes alone. Commands of
 * different aggregates don't wait for each other.
 */
export class AggregateQueue {
  private readonly mutex = new KeyedMutex();
  private readonly lengths = new Map<string, number>();
  private readonly limit: number;
  private readonly patienceMs: number;

  constructor({ limit = 500, patienceMs = 10_000 }: AggregateQueueOptions = {}) {
    this.limit = limit;
    this.patienceMs = patienceMs;
  }

  /**
   * Runs a command once every earlier one of the aggregate has settled; its result or error is the caller's.
   *
   * @throws UnavailableError when too many wait already, or the turn doesn't come in time; the command was not begun
   */
  run<R>(aggregate: string, command: () => Promise<R>): Promise<R> {
    const length = this.lengths.get(aggregate) ?? 0;
    if (length >= this.limit) return Promise.reject(tooMany());
    this.lengths.set(aggregate, length + 1);
    return new Promise<R>((resolve, reject) => {
      let refused = false;
      const patience = setTimeout(() => {
        refused = true;
        this.leave(aggregate);
        reject(tooMany());
      }, this.patienceMs);
      void this.mutex.run(aggregate, async () => {
        clearTimeout(patience);
        if (refused) return;
        await command().then(resolve, reject);
        this.leave(aggregate);
      });
    });
  }

  private leave(aggregate: string): void {
    const left = (this.lengths.get(aggregate) ?? 1) - 1;
    if (left > 0) this.lengths.set(aggregate, left);
    else this.lengths.delete(aggregate);
  }
}

/** Answered as 503 with `Retry-After`. */
export function tooMany(): UnavailableError {
  return new UnavailableError('Too many are changing this at the same time, try again in a moment');
}
