const DUPLICATE_KEY = 11000;

/** Whether MongoDB refused a write because a unique index already has its key. */
export function isDuplicateKey(error: unknown): boolean {
  return (error as { code?: unknown } | null | undefined)?.code === DUPLICATE_KEY;
}

/** The same, of one index of one collection. */
export function isDuplicateKeyOf(error: unknown, collection: string, index: string): boolean {
  // Single and bulk writes report the key differently, but both name collection and index before it. The key itself may be
  // anybody’s words.
  const [before = ''] = String((error as Error | undefined)?.message).split(' dup key:', 1);
  return isDuplicateKey(error) && before.endsWith(`.${collection} index: ${index}`);
}
