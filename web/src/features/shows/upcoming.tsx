import { type ReactNode, useCallback, useRef } from 'react';
import { type ShowSearch, listShows, showsPath } from './api';
import { withQuery } from '../../lib/api/client';
import type { Show } from '../../lib/api/types';
import { type Pages, usePages } from '../../lib/data/use-pages';
import { PagedList } from '../../ui/paged-list';
import { ShowCard } from './show-card';

/** The shows to come that are looked for. */
export function useUpcoming(search: ShowSearch): Pages<Show> {
  const latest = useRef(search);
  latest.current = search;
  const load = useCallback(
    (next: string | null, signal: AbortSignal) => listShows(latest.current, next, signal),
    [],
  );
  return usePages(withQuery(showsPath, { ...search }), load);
}

export function Upcoming({ pages, empty }: { pages: Pages<Show>; empty: ReactNode }): ReactNode {
  return (
    <PagedList pages={pages} label="Upcoming events" itemHeight={150} className="wide-cells" empty={empty}>
      {(show) => <ShowCard show={show} />}
    </PagedList>
  );
}
