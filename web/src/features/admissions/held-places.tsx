import type { ReactNode } from 'react';
import { useResource } from '../../lib/data/use-resource';
import { useLiveRefresh } from '../../lib/live/live-context';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { plural } from '../../lib/words/format';
import { Icon } from '../../ui/icons';
import { placeWords } from './admission-words';
import { listAdmissionsOfShow } from './api';

/** What the reader has of a show already, with the way to it. */
export default function HeldPlaces({ showId }: { showId: string }): ReactNode {
  const { data = [], refresh } = useResource(`admissions-of-show:${showId}`, (signal) =>
    listAdmissionsOfShow(showId, signal),
  );
  useLiveRefresh('admission', refresh);
  const held = data.filter(({ status }) => status !== 'void');
  const [first] = held;
  if (first === undefined) return null;
  return (
    <section className="card stack" aria-labelledby="held-places">
      <h2 id="held-places" className="row">
        <Icon name="ticket" />
        You hold {plural(held.length, 'place')}
      </h2>
      <p className="soft">
        {held.map((admission) => `${admission.title}: ${placeWords(admission)}`).join(', ')}
      </p>
      <Link
        to={held.length === 1 ? paths.admission(first.id) : paths.admissions}
        className="button quiet wide"
      >
        {held.length === 1 ? 'See your ticket' : 'See your tickets'}
      </Link>
    </section>
  );
}
