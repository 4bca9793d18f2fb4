import { useEffect } from 'react';
import { usePoll } from './use-poll';
import { useResource } from './use-resource';

const POLL_MS = 1_000;

interface Progress<T> {
  /** How far it is. */
  now: T;
  isRunning: boolean;
  /** Shows a state that is already known, as after it was stopped. */
  set: (now: T) => void;
}

/**
 * Follows what a service is doing: asks every second until it has ended, and calls `onEnd` then. What had ended before
 * is shown as it is known.
 */
export function useProgress<T extends { status: string }>(
  key: string,
  known: T,
  load: (signal: AbortSignal) => Promise<T>,
  onEnd: () => void,
): Progress<T> {
  const isFollowed = known.status === 'RUNNING';
  const { data: now = known, refreshWhenIdle, set } = useResource(isFollowed ? key : null, load);
  const isRunning = now.status === 'RUNNING';
  const hasEnded = isFollowed && !isRunning;
  usePoll(refreshWhenIdle, isRunning ? POLL_MS : null);
  useEffect(() => {
    if (hasEnded) onEnd();
  }, [hasEnded, onEnd]);
  return { now, isRunning, set };
}
