/** What the page knows of its connection. `paused` means live updates don't arrive at the moment. */
export interface Connectivity {
  offline: boolean;
  unavailable: boolean;
  paused: boolean;
}

const failing = new Map<string, 'network' | 'unavailable'>();
const listeners = new Set<() => void>();
let paused = false;
let snapshot: Connectivity = { offline: false, unavailable: false, paused: false };

function publish(): void {
  const kinds = [...failing.values()];
  const next = {
    offline: !navigator.onLine || kinds.includes('network'),
    unavailable: kinds.includes('unavailable'),
    paused,
  };
  const same =
    next.offline === snapshot.offline &&
    next.unavailable === snapshot.unavailable &&
    next.paused === snapshot.paused;
  if (same) return;
  snapshot = next;
  for (const listener of listeners) listener();
}

/** Records that what is shown under `key` can't be loaded right now; null clears it. */
export function setFailing(key: string, kind: 'network' | 'unavailable' | null): void {
  if (kind === null) failing.delete(key);
  else failing.set(key, kind);
  publish();
}

/** Records whether the live connection has been away for longer than a moment. */
export function setLivePaused(value: boolean): void {
  paused = value;
  publish();
}

export function getConnectivity(): Connectivity {
  return snapshot;
}

export function subscribeConnectivity(listener: () => void): () => void {
  if (listeners.size === 0) {
    addEventListener('online', publish);
    addEventListener('offline', publish);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
