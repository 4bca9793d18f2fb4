import type { ReactNode } from 'react';
import type { Show } from '../../lib/api/types';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { formatInZone, formatMoney, formatVenue } from '../../lib/words/format';
import { Chip } from '../../ui/chip';
import { ShowPicture } from './show-picture';

/** A show with all that tells it from another: when, where, and what it costs at least. */
export function ShowCard({ show }: { show: Show }): ReactNode {
  return (
    <Link to={paths.show(show.id)} className="show-card">
      <ShowPicture show={show} sizes="(max-width: 640px) 100vw, 320px" isLazy />
      <span className="show-card-when">{formatInZone(show.startsAt, show.timeZone)}</span>
      <span className="stub-title">{show.title}</span>
      <span className="small soft">{formatVenue(show.venue)}</span>
      <span className="small row spread">
        {show.status === 'cancelled' ? (
          <Chip tone="bad">Cancelled</Chip>
        ) : (
          <span className="soft sentence">{show.category ?? ''}</span>
        )}
        {show.minPrice !== undefined && (
          <span className="price">
            {show.maxPrice === show.minPrice ? '' : 'from '}
            {formatMoney(show.minPrice, show.currency)}
          </span>
        )}
      </span>
    </Link>
  );
}
