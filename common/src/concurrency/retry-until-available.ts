import { isUnavailable } from '../errors/server-away';
import type { Logger } from '../observability/logger';

/**
 * Does what a service needs done before it can start, and again for as long as the server that it needs is away, saying so:
 * a server that goes away between being connected to and being prepared is waited for like one that isn't there yet.
 *
 * @param work may be done any number of times
 * @param retryMs pause between two attempts, in ms
 * @throws what `work` throws that waiting won't cure
 */
export async function retryUntilAvailable<R>(
  work: () => Promise<R>,
  logger: Logger | undefined,
  retryMs = 1_000,
): Promise<R> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      logger?.warn({ reason: (error as Error).message }, 'waiting for a server that went away');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
