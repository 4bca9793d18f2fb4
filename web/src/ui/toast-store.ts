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

/** Tells something in passing; the oldest gives way when there are more than three. */
export function showToast(toast: Omit<Toast, 'id' | 'kind'> & { id?: string; kind?: Toast['kind'] }): void {
  counter += 1;
  const entry: Toast = { ...toast, id: toast.id ?? `toast-${counter}`, kind: toast.kind ?? 'plain' };
  publish([...toasts.filter((other) => other.id !== entry.id), entry].slice(-limit));
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
