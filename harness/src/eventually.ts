import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `look` returns without throwing, and returns what it returned.
 * @param timeoutMs afterwards its last error is thrown
 */
export async function eventually<T>(look: () => Promise<T>, timeoutMs = 30_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await pause(25);
    }
  }
}

/**
 * Asks until the answer has another status than 404, and returns that answer: something new is not known everywhere at
 * once. A request that fails is not repeated.
 * @param timeoutMs afterwards a 404 is returned, too
 */
export async function retryOn404<A extends { status: number }>(
  ask: () => Promise<A>,
  timeoutMs = 30_000,
): Promise<A> {
  for (const deadline = Date.now() + timeoutMs; ; await pause(25)) {
    const answer = await ask();
    if (answer.status !== 404 || Date.now() >= deadline) return answer;
  }
}

/**
 * Waits until something is so.
 * @throws Error naming it when it isn't within `timeoutMs`
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await condition()); await pause(25)) {
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${timeoutMs} ms`);
  }
}

/** Runs a task for every item, `width` of them at a time, and returns the results in order. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array<R>(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await task(items[index] as T);
  };
  await Promise.all(Array.from({ length: width }, work));
  return results;
}
