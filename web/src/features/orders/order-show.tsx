import type { ReactNode } from 'react';
import { get } from '../../lib/api/typed';
import type { ShowWithTickets } from '../../lib/api/types';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { formatInZone, formatVenue } from '../../lib/words/format';

const underWay = new Map<string, Promise<ShowWithTickets>>();

/** Asks for a show once, however many orders of it are listed. */
function getShowOnce(id: string): Promise<ShowWithTickets> {
  const answer =
    underWay.get(id) ?? get('/api/shows/{id}', { path: { id } }).finally(() => underWay.delete(id));
  underWay.set(id, answer);
  return answer;
}

interface OrderShowProps {
  showId: string;
  /** Whether the title leads to the event, where the order isn’t itself a link. */
  isLinked?: boolean;
}

/** Which event an order is for, when and where, in a room that is kept for it; nothing where that isn’t known. */
export default function OrderShow({ showId, isLinked = false }: OrderShowProps): ReactNode {
  const { data: show, error } = useResource(`show:${showId}`, () => getShowOnce(showId));
  if (show === undefined && error !== undefined) return null;
  return (
    <span className="order-show">
      {show && (
        <>
          {isLinked ? <Link to={paths.show(showId)}>{show.title}</Link> : show.title}
          <br />
          <time dateTime={show.startsAt}>{formatInZone(show.startsAt, show.timeZone)}</time>
          <br />
          {formatVenue(show.venue)}
        </>
      )}
    </span>
  );
}
