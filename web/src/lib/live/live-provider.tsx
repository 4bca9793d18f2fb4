import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { actingHeaders, withQuery } from '../api/client';
import { countUnread } from '../api/notifications';
import { setLivePaused } from '../data/connectivity';
import { useSession } from '../session/session-context';
import { showToast } from '../../ui/toast-store';
import { LiveConnection } from './live-connection';
import { type Live, type LiveChange, LiveContext, type RoomEvent } from './live-context';
import { readEvent } from './live-events';

/** Address of the event stream with the tickets it also tells of and the rooms it is in. */
function streamUrl(tickets: string[], rooms: string[]): string {
  return withQuery('/api/notifications/stream', { tickets: tickets.join(','), rooms: rooms.join(',') });
}

const HIDDEN_FOR_MS = 60_000;
const PAUSED_AFTER_MS = 6_000;
/** What was loaded so shortly before the first connection is fresh enough. */
const FRESH_MS = 2_000;

/**
 * Keeps one live connection per page for who is signed in. A tab that was hidden for a minute lets go of it, because
 * browsers allow few at a time, and resumes where it was when it is looked at again.
 */
export function LiveProvider({ children }: { children: ReactNode }): ReactNode {
  const { user, expired, retry } = useSession();
  const [unread, setUnread] = useState(0);
  const [connected, setConnected] = useState(false);
  const listeners = useRef(new Set<(change: LiveChange) => void>());
  const roomListeners = useRef(new Set<(event: RoomEvent) => void>());
  const watched = useRef({ tickets: new Map<string, number>(), rooms: new Map<string, number>() });
  const connection = useRef<LiveConnection | null>(null);
  const reopening = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const mountedAt = useRef(Date.now());
  const userId = expired ? undefined : user?.id;

  const recount = useCallback(() => {
    countUnread().then(setUnread, () => undefined);
  }, []);

  useEffect(() => {
    if (userId === undefined) {
      setUnread(0);
      return;
    }
    const publish = (change: LiveChange): void => {
      for (const listener of listeners.current) listener(change);
      // The role in force decides what the pages offer.
      if (change.kind === 'account' || change.kind === 'resync') retry();
      if ((change.kind === 'notification' && change.id !== null) || change.kind === 'resync') recount();
    };
    let greeted = false;
    let pausing: ReturnType<typeof setTimeout> | undefined;
    const live = new LiveConnection({
      url: () => streamUrl([...watched.current.tickets.keys()], [...watched.current.rooms.keys()]),
      headers: actingHeaders,
      onStatus: (status) => {
        setConnected(status === 'open');
        clearTimeout(pausing);
        if (status === 'open' || status === 'closed') setLivePaused(false);
        else pausing = setTimeout(() => setLivePaused(true), PAUSED_AFTER_MS);
      },
      onRefused: retry,
      onEvent: (event) => {
        const meaning = readEvent(event);
        if (meaning.unread !== undefined) setUnread(meaning.unread);
        if (meaning.closing !== undefined) live.comeBackAfter(meaning.closing.retryMs);
        if (meaning.toast !== undefined) showToast(meaning.toast);
        if (meaning.room !== undefined) for (const listener of roomListeners.current) listener(meaning.room);
        meaning.changes.forEach(publish);
        // A connection without a past tells nothing of what happened between the loading of a page and its start.
        if (event.event === 'hello' && !greeted) {
          greeted = true;
          if (Date.now() - mountedAt.current > FRESH_MS) publish({ kind: 'resync', id: null });
        }
      },
    });
    connection.current = live;
    live.open();
    recount();

    let hiding: ReturnType<typeof setTimeout> | undefined;
    const looked = (): void => {
      clearTimeout(hiding);
      if (document.visibilityState === 'visible') live.open();
      else hiding = setTimeout(() => live.close(), HIDDEN_FOR_MS);
    };
    const online = (): void => live.open();
    document.addEventListener('visibilitychange', looked);
    addEventListener('online', online);
    return () => {
      document.removeEventListener('visibilitychange', looked);
      removeEventListener('online', online);
      clearTimeout(hiding);
      clearTimeout(pausing);
      live.close();
      setLivePaused(false);
      connection.current = null;
    };
  }, [userId, recount, retry]);

  const watch = useCallback((kind: 'tickets' | 'rooms', id: string) => {
    const counts = watched.current[kind];
    const reopenSoon = (): void => {
      clearTimeout(reopening.current);
      // Leaving one page and entering another is one new connection, not two.
      reopening.current = setTimeout(() => connection.current?.reopen(), 50);
    };
    counts.set(id, (counts.get(id) ?? 0) + 1);
    if (counts.get(id) === 1) reopenSoon();
    return () => {
      const left = (counts.get(id) ?? 1) - 1;
      if (left > 0) counts.set(id, left);
      else {
        counts.delete(id);
        reopenSoon();
      }
    };
  }, []);

  // These never change: an effect that depends on them must not run again when the connection's state does.
  const subscribe = useCallback((listener: (change: LiveChange) => void) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);
  const subscribeRoom = useCallback((listener: (event: RoomEvent) => void) => {
    roomListeners.current.add(listener);
    return () => void roomListeners.current.delete(listener);
  }, []);

  const live = useMemo<Live>(
    () => ({ unread, connected, recount, watch, subscribe, subscribeRoom }),
    [unread, connected, recount, watch, subscribe, subscribeRoom],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
