import { useEffect, useRef } from 'react';

/** Calls `ask` every `everyMs` while the page is visible, and at once when it is looked at again; null: never. */
export function usePoll(ask: () => void, everyMs: number | null): void {
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (everyMs === null) return;
    const run = (): void => {
      if (document.visibilityState === 'visible') latest.current();
    };
    const timer = setInterval(run, everyMs);
    document.addEventListener('visibilitychange', run);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', run);
    };
  }, [everyMs]);
}
