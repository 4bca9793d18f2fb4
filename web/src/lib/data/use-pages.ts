import { useCallback, useRef, useState } from 'react';
import type { Page } from '../api/client';
import { bufferUpdates } from './buffer-updates';
import { appendPage, refetchPages } from './merge-pages';
import { type Resource, useResource } from './use-resource';

export interface Pages<T> extends Omit<Resource<Page<T>>, 'data'> {
  items: T[] | undefined;
  /** How many there are on all pages, where that is known. */
  total: string | undefined;
  /** Looks for changes and takes over those that move nothing; the others wait for a refresh. */
  refreshInPlace: () => void;
  /** How many new items wait for a refresh (0: the list only lost some or reordered them); undefined: none wait. */
  waiting: number | undefined;
  hasMore: boolean;
  loadMore: () => void;
  loadingMore: boolean;
  moreError: unknown;
}

/**
 * A list that is read page by page. `load` gets the path of a page, or null for the first one. A refresh reads
 * anew what is shown, so that a long list is neither lost under the reader nor out of date further down.
 */
export function usePages<T extends { id: string }>(
  key: string | null,
  load: (next: string | null, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const current = useRef<Page<T> | undefined>(undefined);
  const shownKey = useRef(key);
  // What somebody asked for, by coming here or by an action, is shown as it is.
  const asked = useRef(1);
  const answered = useRef(0);
  if (shownKey.current !== key) asked.current += 1;
  const [held, setHeld] = useState<{ key: string | null; waiting: number | undefined }>();
  const resource = useResource<Page<T>>(key, async (signal) => {
    // An answer that was on its way when somebody asked isn't the one they asked for.
    const question = asked.current;
    const wanted = question > answered.current;
    const latest = await refetchPages(
      (next) => load(next, signal),
      () => current.current,
    );
    const { page, waiting } = bufferUpdates(latest, wanted ? undefined : current.current);
    if (!signal.aborted) {
      answered.current = question;
      setHeld({ key, waiting });
    }
    return page;
  });
  current.current = resource.data;
  shownKey.current = key;
  const [more, setMore] = useState<{ key: string | null; loading: boolean; error: unknown }>();
  const { set, refresh: refreshInPlace } = resource;

  const refresh = useCallback(() => {
    asked.current += 1;
    refreshInPlace();
  }, [refreshInPlace]);

  const loadMore = useCallback(() => {
    const read = async (): Promise<void> => {
      for (let before = current.current; before?.next != null; before = current.current) {
        const page = await load(before.next, new AbortController().signal);
        if (shownKey.current !== key) return;
        const latest = current.current ?? before;
        // Where the list ends elsewhere by now, this page would leave a gap: the one that follows is read instead.
        if (latest.next === before.next) return set(appendPage(latest, page));
      }
    };
    const end = (error?: { error: unknown }): void =>
      setMore((now) => (now?.key === key ? error && { key, loading: false, ...error } : now));
    setMore({ key, loading: true, error: undefined });
    read().then(
      () => end(),
      (error: unknown) => end({ error }),
    );
  }, [key, load, set]);
  // What was asked of another list is none of this one's.
  const ownMore = more?.key === key ? more : undefined;

  return {
    items: resource.data?.items,
    total: resource.data?.total,
    error: resource.error,
    loading: resource.loading,
    refresh,
    refreshInPlace,
    refreshWhenIdle: resource.refreshWhenIdle,
    waiting: held?.key === key ? held.waiting : undefined,
    set,
    hasMore: resource.data?.next != null,
    loadMore,
    loadingMore: ownMore?.loading ?? false,
    moreError: ownMore?.error,
  };
}
