import type { ReactNode } from 'react';
import type { ShowWithTickets } from '../../lib/api/types';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { cancelShow } from './api';
import { CancelShow } from './cancel-show';

/** What the organiser does with a show. */
export default function OrganiserActions({
  show,
  onChanged,
}: {
  show: ShowWithTickets;
  onChanged: () => void;
}): ReactNode {
  return (
    <section className="card stack" aria-labelledby="organiser">
      <h2 id="organiser">Your event</h2>
      {show.status === 'scheduled' && (
        <Link to={paths.editShow(show.id)} className="button wide">
          Edit
        </Link>
      )}
      <Link to={paths.door(show.id)} className="button quiet wide">
        Door
      </Link>
      <Link to={paths.holders(show.id)} className="button quiet wide">
        Holders
      </Link>
      {show.tickets.length > 0 && (
        <Link to={paths.soldOrders(show.id)} className="button quiet wide">
          Orders
        </Link>
      )}
      <Link to={`${paths.newShow}?from=${show.id}`} className="button quiet wide">
        Duplicate
      </Link>
      {show.status === 'scheduled' && (
        <CancelShow
          showId={show.id}
          onConfirm={async (reason) => {
            await cancelShow(show.id, reason);
            onChanged();
          }}
        />
      )}
    </section>
  );
}
