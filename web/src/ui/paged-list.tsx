import type { ReactNode } from 'react';
import { messageOf } from '../api/errors';
import type { Pages } from '../data/use-pages';
import { Bones, Loaded } from './states';

interface PagedListProps<T> {
  pages: Pages<T>;
  /** Accessible name of the list. */
  label: string;
  /** Expected height of a row in pixels: rows out of sight aren't laid out. */
  itemHeight: number;
  empty: ReactNode;
  children: (item: T) => ReactNode;
  className?: string;
  skeletons?: number;
}

/** A list of any length, read page by page, with its loading, empty and failed states. */
export function PagedList<T extends { id: string }>(props: PagedListProps<T>): ReactNode {
  const { pages, itemHeight } = props;
  return (
    <Loaded
      resource={{ data: pages.items, error: pages.error, refresh: pages.refresh }}
      loading={<Bones count={props.skeletons ?? 6} height={itemHeight} />}
    >
      {(items) => {
        if (items.length === 0) return props.empty;
        return (
          <>
            <ul
              className={`list ${props.className ?? ''}`}
              aria-label={props.label}
              style={{ '--item': `${itemHeight}px` } as React.CSSProperties}
            >
              {items.map((item) => (
                <li key={item.id}>{props.children(item)}</li>
              ))}
            </ul>
            {pages.moreError !== undefined && (
              <p role="alert" className="soft">
                {messageOf(pages.moreError)}
              </p>
            )}
            {pages.hasMore && (
              <button
                type="button"
                className="button quiet"
                aria-disabled={pages.loadingMore}
                onClick={() => !pages.loadingMore && pages.loadMore()}
              >
                {pages.loadingMore ? 'Loading…' : 'Show more'}
              </button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
