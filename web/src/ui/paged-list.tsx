import { type ReactNode, useRef } from 'react';
import { errorMessage } from '../lib/api/errors';
import type { Pages } from '../lib/data/use-pages';
import { Skeleton, ResourceView } from './states';

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

/** What came while somebody looked: it lies over the list until asked for, so that nothing moves by itself. */
function Newer({ waiting, onShow }: { waiting: number | undefined; onShow: () => void }): ReactNode {
  return (
    <div className="newer" role="status">
      {waiting !== undefined && (
        <button type="button" className="button" onClick={onShow}>
          {waiting === 0 ? 'This list has changed: show' : `Show ${waiting} new`}
        </button>
      )}
    </div>
  );
}

/** A list of any length, read page by page, with its loading, empty and failed states. */
export function PagedList<T extends { id: string }>(props: PagedListProps<T>): ReactNode {
  const { pages, itemHeight } = props;
  const list = useRef<HTMLUListElement>(null);
  const showNewer = (): void => {
    pages.refresh();
    scrollTo({ top: 0 });
    // The button that had the focus goes away.
    list.current?.focus({ preventScroll: true });
  };
  return (
    <ResourceView
      resource={{ data: pages.items, error: pages.error, refresh: pages.refresh }}
      loading={<Skeleton count={props.skeletons ?? 6} height={itemHeight} className={props.className} />}
    >
      {(items) => {
        if (items.length === 0) return props.empty;
        return (
          <>
            <div>
              <Newer waiting={pages.waiting} onShow={showNewer} />
              <ul
                ref={list}
                tabIndex={-1}
                className={`list ${props.className ?? ''}`}
                aria-label={props.label}
                style={{ '--item': `${itemHeight}px` } as React.CSSProperties}
              >
                {items.map((item) => (
                  <li key={item.id}>{props.children(item)}</li>
                ))}
              </ul>
            </div>
            {pages.moreError !== undefined && (
              <p role="alert" className="soft">
                {errorMessage(pages.moreError)}
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
    </ResourceView>
  );
}
