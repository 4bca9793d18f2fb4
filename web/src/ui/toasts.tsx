import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Link } from '../lib/router/link';
import { Icon } from './icons';
import { type Toast, dismissToast, getToasts, subscribeToasts } from './toast-store';

const SHOWN_MS = 9_000;

function ToastCard({ toast }: { toast: Toast }): ReactNode {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Its time begins when somebody can see it.
    const count = (): void => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') timer = setTimeout(() => dismissToast(toast.id), SHOWN_MS);
    };
    count();
    document.addEventListener('visibilitychange', count);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', count);
    };
  }, [held, toast.id]);
  return (
    <div
      className={`toast ${toast.kind}`}
      onMouseMove={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      data-testid="toast"
    >
      <div className="grow">
        <strong>
          {toast.href === undefined ? (
            toast.text
          ) : (
            <Link to={toast.href} onClick={() => dismissToast(toast.id)}>
              {toast.text}
            </Link>
          )}
        </strong>
        {toast.detail !== undefined && <p className="small soft">{toast.detail}</p>}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={`Dismiss: ${toast.text}`}
        onClick={() => dismissToast(toast.id)}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

/** The corner where news appears; it waits while the pointer moves on it or the focus is on it, and
 * while the tab is hidden. A pointer at rest, below which it appears, doesn’t keep it. */
export function Toasts(): ReactNode {
  const toasts = useSyncExternalStore(subscribeToasts, getToasts);
  return (
    <div className="toasts" role="status" aria-live="polite" aria-label="News">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
