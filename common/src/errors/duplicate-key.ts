const DUPLICATE_KEY = 11000;

/** Whether MongoDB refused a write because a unique index already has its key. */
export function isDuplicateKey(error: unknown): boolean {
  return (error as { code?: unknown } | null | undefined)?.code === DUPLICATE_KEY;
}
