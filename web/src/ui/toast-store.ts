import { errorMessage } from '../lib/api/errors';

export interface Toast {
  id: string;
  text: string;
  detail?: string | undefined;
  href?: string | undefined;
  kind: 'plain' | 'bad';
}

const limit = 3;
let toasts: Toast[] = [];
let counter = 0;
const listeners = new Set<() => void>();

function publish(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** The address of one thing's page, which shows whatever there is to tell of it; a list's doesn't. */
const thing = /\/[0-9a-f]{24}$/;

/**
 * Tells something in passing, unless its own page is open, and instead of what was told of the same thing before; the oldest
 * gives way when there are more than three.
 */
export function showToast(toast: Omit<Toast, 'id' | 'kind'> & { id?: string; kind?: Toast['kind'] }): void {
  counter += 1;
  const entry: Toast = { ...toast, id: toast.id ?? `toast-${counter}`, kind: toast.kind ?? 'plain' };
  const about = entry.href !== undefined && thing.test(entry.href) ? entry.href : undefined;
  if (about !== undefined && about === location.pathname) return;
  const isReplaced = ({ id, href }: Toast): boolean =>
    id === entry.id || (about !== undefined && href === about);
  publish([...toasts.filter((other) => !isReplaced(other)), entry].slice(-limit));
}

/** Tells that something failed, and why. */
export function showFailure(error: unknown, text = 'That didn’t work'): null {
  showToast({ text, detail: errorMessage(error), kind: 'bad' });
  return null;
}

export function dismissToast(id: string): void {
  publish(toasts.filter((toast) => toast.id !== id));
}

/** Takes all news off the page. */
export function clearToasts(): void {
  publish([]);
}

export function getToasts(): Toast[] {
  return toasts;
}

export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
