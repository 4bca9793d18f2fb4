import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until something holds. @returns false when it did not within `timeoutMs` */
export async function until(timeoutMs: number, holds: () => Promise<boolean> | boolean): Promise<boolean> {
  for (const deadline = performance.now() + timeoutMs; ; await pause(20)) {
    if (await holds()) return true;
    if (performance.now() > deadline) return false;
  }
}
