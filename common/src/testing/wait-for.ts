/** How long and how often to look, in ms. */
export interface WaitOptions {
  /** Default 20,000: a busy machine may take long over what takes moments. */
  timeout?: number;
  /** Default 20. */
  interval?: number;
}

/**
 * Waits until a condition returns something truthy and returns that. A condition that throws isn't met yet.
 *
 * @throws the condition's last error, or one saying that the time is up
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeout = 20_000, interval = 20 }: WaitOptions = {},
): Promise<NonNullable<T>> {
  const end = Date.now() + timeout;
  let last: Error | undefined;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error instanceof Error ? error : new Error(String(error));
    }
    if (Date.now() >= end) throw last ?? new Error(`not met within ${timeout} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
