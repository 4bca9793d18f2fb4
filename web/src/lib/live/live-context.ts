import { createContext, use, useEffect, useRef } from 'react';
import { usePoll } from '../data/use-poll';
import type { Resource } from '../data/use-resource';
import type { LiveChange, LiveKind, RoomEvent } from './live-events';

export type { LiveChange, LiveKind, RoomEvent } from './live-events';

export interface Live {
  unread: number;
  /** Whether changes arrive by themselves at the moment. */
  connected: boolean;
  subscribe: (listener: (change: LiveChange) => void) => () => void;
  subscribeRoom: (listener: (event: RoomEvent) => void) => () => void;
  /** Hears of a ticket, or sits in its room, until the returned function is called. */
  watch: (kind: 'tickets' | 'rooms', id: string) => () => void;
  /** Reads the number of unread messages anew. */
  recount: () => void;
}

const nothing = (): void => undefined;

export const LiveContext = createContext<Live>({
  unread: 0,
  connected: false,
  subscribe: () => nothing,
  subscribeRoom: () => nothing,
  watch: () => nothing,
  recount: nothing,
});

export function useLive(): Live {
  return use(LiveContext);
}

export function useUnread(): number {
  return useLive().unread;
}

/** Calls `refresh` when something of that kind changed (with that id, when one is given), or news may have been missed. */
export function useLiveRefresh(kind: LiveKind, refresh: () => void, id: string | null = null): void {
  const { subscribe } = useLive();
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  useEffect(
    () =>
      subscribe((change) => {
        const concerns = change.kind === kind && (id === null || change.id === null || change.id === id);
        if (concerns || change.kind === 'resync') latest.current();
      }),
    [subscribe, kind, id],
  );
}

type Refreshed = Pick<Resource<unknown>, 'refresh' | 'refreshWhenIdle'>;

/** Keeps an order that is shown up to date; without a live connection it is asked for every few seconds. */
export function useLiveOrder(id: string, { refresh, refreshWhenIdle }: Refreshed): void {
  useLiveRefresh('order', refresh, id);
  usePoll(refreshWhenIdle, useLive().connected ? null : 5_000);
}

/** Keeps a ticket that is shown up to date; visitors have no live connection and ask every few seconds. */
export function useLiveTicket(id: string, { refresh, refreshWhenIdle }: Refreshed): void {
  const { watch, connected } = useLive();
  useEffect(() => watch('tickets', id), [watch, id]);
  useLiveRefresh('ticket', refresh, id);
  usePoll(refreshWhenIdle, connected ? null : 5_000);
}
