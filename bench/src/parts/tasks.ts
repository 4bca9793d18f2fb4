import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until something holds. @returns false when it did not within `timeoutMs` */
export async function holdsWithin(
  timeoutMs: number,
  holds: () => Promise<boolean> | boolean,
): Promise<boolean> {
  for (const deadline = performance.now() + timeoutMs; ; await sleep(20)) {
    if (await holds()) return true;
    if (performance.now() > deadline) return false;
  }
}

/** Does a task for each item, so many at a time, in order. */
export async function forEach<T>(
  items: Iterable<T>,
  atOnce: number,
  task: (item: T) => Promise<unknown>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await task(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** 0, 1, 2 … up to and without `count`. */
export function* upTo(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

/** Notes when things that were waited for arrived, whichever came first: the arrival or the question. */
export class Arrivals {
  private readonly seen = new Map<string, number>();
  private readonly waiting = new Map<string, (at: number) => void>();

  /** It is there now. */
  note(id: string): void {
    const at = performance.now();
    const resolve = this.waiting.get(id);
    if (!resolve) this.seen.set(id, at);
    else {
      this.waiting.delete(id);
      resolve(at);
    }
  }

  /** Resolves with the time (performance.now) at which it arrived. */
  of(id: string): Promise<number> {
    const at = this.seen.get(id);
    this.seen.delete(id);
    return at === undefined ? new Promise((resolve) => this.waiting.set(id, resolve)) : Promise.resolve(at);
  }
}
