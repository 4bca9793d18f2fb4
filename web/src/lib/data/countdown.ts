import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock';

export type Urgency = 'calm' | 'soon' | 'last' | 'over';

/** Milliseconds left until `expiresAt`, never negative; both in the server's time. */
export function remainingMs(expiresAt: string, serverNow: number): number {
  const end = Date.parse(expiresAt);
  return Number.isNaN(end) ? 0 : Math.max(0, end - serverNow);
}

/** `14:05`, or `1:02:03` from an hour on. Rounded up, so that 0:00 means over. */
export function formatRemaining(ms: number): string {
  const total = Math.ceil(ms / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** Milliseconds until the text of `formatRemaining` changes; 0 when it never will. */
export function nextTickDelay(ms: number): number {
  if (ms <= 0) return 0;
  return ms % 1000 || 1000;
}

/** How pressing the remaining time is: the last minute, the last five, or neither. */
export function toUrgency(ms: number): Urgency {
  if (ms <= 0) return 'over';
  if (ms <= 60_000) return 'last';
  if (ms <= 300_000) return 'soon';
  return 'calm';
}

const announcedAtSeconds = [600, 300, 120, 60, 30, 10];

/**
 * The sentence for screen readers when the time went from `before` to `now` milliseconds, or null.
 * Spoken at a few marks only: a timer that speaks every second can't be listened to.
 */
export function announcement(before: number, now: number): string | null {
  if (before > 0 && now <= 0) return 'The time is over.';
  const passed = announcedAtSeconds.filter((mark) => before > mark * 1000 && now <= mark * 1000);
  const mark = passed.at(-1);
  if (mark === undefined) return null;
  if (mark >= 60) return `${mark / 60} ${mark === 60 ? 'minute' : 'minutes'} left.`;
  return `${mark} seconds left.`;
}

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
