import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock';
import { nextTickDelay, remainingMs } from '../domain/countdown';

/**
 * Milliseconds left until `expiresAt` in the server's time. It is computed anew at each change of the shown second
 * and whenever the page wakes up: timers of a sleeping tab stand still, the clock doesn't.
 */
export function useCountdown(expiresAt: string): number {
  const [left, setLeft] = useState(() => remainingMs(expiresAt, serverNow()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = (): void => {
      clearTimeout(timer);
      const now = remainingMs(expiresAt, serverNow());
      setLeft(now);
      if (now > 0) timer = setTimeout(tick, nextTickDelay(now));
    };
    tick();
    document.addEventListener('visibilitychange', tick);
    addEventListener('pageshow', tick);
    addEventListener('focus', tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tick);
      removeEventListener('pageshow', tick);
      removeEventListener('focus', tick);
    };
  }, [expiresAt]);
  return left;
}
