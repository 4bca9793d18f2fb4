const entries = new Map<string, unknown>();
const limit = 60;

/** What was last loaded under a key: shown at once when a person comes back, while it is loaded anew. */
export function cached<T>(key: string): T | undefined {
  return entries.get(key) as T | undefined;
}

/** Keeps a value; the least recently stored one goes when there are too many. */
export function remember(key: string, value: unknown): void {
  entries.delete(key);
  entries.set(key, value);
  if (entries.size > limit) {
    const oldest = entries.keys().next();
    if (oldest.done !== true) entries.delete(oldest.value);
  }
}

/** Forgets everything: what one account saw is never shown to the next. */
export function clearCache(): void {
  entries.clear();
}

const askers = new Set<() => void>();

/** Lets everything that is shown be loaded anew, as when whoever may see it is there again. */
export function invalidateAll(): void {
  for (const ask of [...askers]) ask();
}

/** Calls back at each `invalidateAll`, until the returned function is called. */
export function onInvalidated(ask: () => void): () => void {
  askers.add(ask);
  return () => void askers.delete(ask);
}
