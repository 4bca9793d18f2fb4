import { useCallback, useEffect, useRef, useState } from 'react';
import { NetworkError, isTemporary, isTimeout } from '../api/errors';
import { backoffMs } from './backoff';
import { onInvalidated, cached, remember } from './cache';
import { type Failing, isReachable, setFailing } from './connectivity';

export interface Resource<T> {
  data: T | undefined;
  error: unknown;
  loading: boolean;
  /** Loads again, keeping what is shown meanwhile. */
  refresh: () => void;
  /** The same, unless it is being loaded: for who asks again and again, and must not keep a slow answer from coming. */
  refreshWhenIdle: () => void;
  /** Shows a value that is already known, as after a write; an answer that is still on its way is older and not shown. */
  set: (value: T) => void;
}

interface State<T> {
  key: string | null;
  data: T | undefined;
  error: unknown;
  loading: boolean;
}

function initial<T>(key: string | null): State<T> {
  return { key, data: key === null ? undefined : cached<T>(key), error: undefined, loading: key !== null };
}

async function failingBy(error: unknown): Promise<Failing> {
  if (isTimeout(error)) return 'silent';
  return error instanceof NetworkError && !(await isReachable()) ? 'network' : 'unavailable';
}

/**
 * Loads what `key` names and keeps it. While the server is away it is asked again by itself, with growing pauses
 * and at once when the browser comes online. A null key loads nothing.
 */
export function useResource<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<State<T>>(() => initial<T>(key));
  const [round, setRound] = useState(0);
  const latestLoad = useRef(load);
  const loading = useRef(false);
  useEffect(() => {
    latestLoad.current = load;
  });

  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let attempt = 0;
    const run = async (): Promise<void> => {
      clearTimeout(timer);
      loading.current = true;
      try {
        const data = await latestLoad.current(controller.signal);
        if (controller.signal.aborted) return;
        loading.current = false;
        remember(key, data);
        setFailing(key, null);
        setState({ key, data, error: undefined, loading: false });
      } catch (error) {
        if (controller.signal.aborted) return;
        loading.current = false;
        setState((before) => ({
          key,
          data: before.key === key ? before.data : cached<T>(key),
          error,
          loading: false,
        }));
        if (!isTemporary(error)) return setFailing(key, null);
        const kind = await failingBy(error);
        if (controller.signal.aborted || loading.current) return;
        setFailing(key, kind);
        timer = setTimeout(() => void run(), backoffMs(attempt, Math.random(), 2_000, 15_000));
        attempt += 1;
      }
    };
    const again = (): void => void run();
    setState((before) => (before.key === key ? { ...before, loading: true } : initial<T>(key)));
    void run();
    addEventListener('online', again);
    const forget = onInvalidated(() => setRound((before) => before + 1));
    return () => {
      forget();
      controller.abort();
      loading.current = false;
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [key, round]);
  useEffect(() => {
    // What fails goes on failing while it is asked for anew: only an answer, or leaving it, ends that.
    if (key !== null) return () => setFailing(key, null);
  }, [key]);

  const refresh = useCallback(() => setRound((before) => before + 1), []);
  const refreshWhenIdle = useCallback(() => {
    if (!loading.current) refresh();
  }, [refresh]);
  const set = useCallback(
    (data: T) => {
      if (key !== null) remember(key, data);
      setState({ key, data, error: undefined, loading: false });
      if (loading.current) refresh();
    },
    [key, refresh],
  );
  const shown = state.key === key ? state : initial<T>(key);
  return { data: shown.data, error: shown.error, loading: shown.loading, refresh, refreshWhenIdle, set };
}
