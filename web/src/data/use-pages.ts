import { useCallback, useRef, useState } from 'react';
import type { Page } from '../api/client';
import { holdBack } from './hold-back';
import { joinPages } from './join-pages';
import { type Resource, useResource } from './use-resource';

export interface Pages<T> extends Omit<Resource<Page<T>>, 'data'> {
  items: T[] | undefined;
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
 * the first page anew and keeps the rest when it joins up, so that a long list isn't lost under the reader.
 */
export function usePages<T extends { id: string }>(
  key: string | null,
  load: (next: string | null, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const current = useRef<Page<T> | undefined>(undefined);
  const shownKey = useRef(key);
  // What somebody asked for, by coming here or by an action, is shown as it is.
  const asked = useRef(true);
  if (shownKey.current !== key) asked.current = true;
  const [held, setHeld] = useState<{ key: string | null; waiting: number | undefined }>();
  const resource = useResource<Page<T>>(key, async (signal) => {
    const first = await load(null, signal);
    const latest = joinPages(first, current.current);
    const { page, waiting } = holdBack(latest, asked.current ? undefined : current.current);
    if (!signal.aborted) {
      asked.current = false;
      setHeld({ key, waiting });
    }
    return page;
  });
  current.current = resource.data;
  shownKey.current = key;
  const [more, setMore] = useState<{ loading: boolean; error: unknown }>({
    loading: false,
    error: undefined,
  });
  const { set, refresh: refreshInPlace } = resource;

  const refresh = useCallback(() => {
    asked.current = true;
    refreshInPlace();
  }, [refreshInPlace]);

  const loadMore = useCallback(() => {
    const before = current.current;
    if (before?.next == null) return;
    setMore({ loading: true, error: undefined });
    load(before.next, new AbortController().signal)
      .then((page) => {
        if (shownKey.current !== key) return;
        const latest = current.current ?? before;
        const known = new Set(latest.items.map((item) => item.id));
        set({
          items: [...latest.items, ...page.items.filter((item) => !known.has(item.id))],
          next: page.next,
        });
        setMore({ loading: false, error: undefined });
      })
      .catch((error: unknown) => setMore({ loading: false, error }));
  }, [key, load, set]);

  return {
    items: resource.data?.items,
    error: resource.error,
    loading: resource.loading,
    refresh,
    refreshInPlace,
    refreshWhenIdle: resource.refreshWhenIdle,
    waiting: held?.key === key ? held.waiting : undefined,
    set,
    hasMore: resource.data?.next != null,
    loadMore,
    loadingMore: more.loading,
    moreError: more.error,
  };
}
