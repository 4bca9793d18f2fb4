import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until `look` gives something else than undefined.
 * @param seconds after which it is given up
 * @throws Error that names `what` was waited for.
 */
export async function until<R>(
  what: string,
  seconds: number,
  look: () => Promise<R | undefined>,
): Promise<R> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not come about within ${seconds} s`);
    await sleep(100);
  }
}
