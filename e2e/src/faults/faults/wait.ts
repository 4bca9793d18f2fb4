import { setTimeout as pause } from 'node:timers/promises';

/** Lets a fault last; waiting is all there is to do meanwhile. */
export function lasting(seconds: number): Promise<void> {
  return pause(seconds * 1_000);
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
