const askers = new Set<() => void>();

/** Lets everything that is shown be loaded anew, as when whoever may see it is there again. */
export function askAgain(): void {
  for (const ask of [...askers]) ask();
}

/** Calls back at each `askAgain`, until the returned function is called. */
export function onAskAgain(ask: () => void): () => void {
  askers.add(ask);
  return () => void askers.delete(ask);
}
