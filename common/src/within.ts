/** What `within` throws. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/**
 * Waits for work, but not for ever; work that takes longer is not stopped, only waited for no more.
 *
 * @param ms milliseconds
 * @throws TimeLimitError when it takes longer; whatever the work throws
 */
export async function within<R>(ms: number, work: () => R | PromiseLike<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(`not done within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([Promise.resolve().then(work), late]);
  } finally {
    clearTimeout(timer);
  }
}
