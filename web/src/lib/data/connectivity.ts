/** What the page knows of its connection. `paused` means live updates don't arrive at the moment. */
export interface Connectivity {
  offline: boolean;
  /** Some service hangs: it takes requests and doesn't answer them. */
  silent: boolean;
  unavailable: boolean;
  paused: boolean;
}

/** How what is asked for fails: nothing gets through, the service hangs, or it says that it is away. */
export type Failing = 'network' | 'silent' | 'unavailable';

const failing = new Map<string, Failing>();
const listeners = new Set<() => void>();
let paused = false;
let snapshot: Connectivity = { offline: false, silent: false, unavailable: false, paused: false };

function publish(): void {
  const kinds = new Set(failing.values());
  const next: Connectivity = {
    offline: !navigator.onLine || kinds.has('network'),
    silent: kinds.has('silent'),
    unavailable: kinds.has('unavailable'),
    paused,
  };
  if ((Object.keys(next) as (keyof Connectivity)[]).every((name) => next[name] === snapshot[name])) return;
  snapshot = next;
  for (const listener of listeners) listener();
}

/** Records that what is shown under `key` can't be loaded right now; null: it was answered, or isn't shown any more. */
export function setFailing(key: string, kind: Failing | null): void {
  if (kind === null) failing.delete(key);
  else failing.set(key, kind);
  publish();
}

/** Whether the site can be reached at all, whatever became of one request. */
export async function isReachable(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    await fetch('/robots.txt', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(3_000) });
    return true;
  } catch {
    return false;
  }
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
