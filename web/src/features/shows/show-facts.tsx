import type { ReactNode } from 'react';
import type { ShowWithTickets } from '../../lib/api/types';
import { ShowPicture } from './show-picture';
import { formatAddress, formatEnd, formatInZone } from '../../lib/words/format';

/** When and where, and what it is about. */
export function ShowFacts({ show }: { show: ShowWithTickets }): ReactNode {
  const { venue, timeZone } = show;
  const address = formatAddress(venue);
  return (
    <section className="card stack" aria-labelledby="about">
      <ShowPicture show={show} sizes="(max-width: 900px) 100vw, 640px" />
      <h2 id="about">About</h2>
      <dl className="facts">
        <dt>Starts</dt>
        <dd>
          <time dateTime={show.startsAt}>{formatInZone(show.startsAt, timeZone)}</time>
        </dd>
        {show.doorsAt !== undefined && (
          <>
            <dt>Doors</dt>
            <dd>{formatInZone(show.doorsAt, timeZone)}</dd>
          </>
        )}
        {show.endsAt !== undefined && (
          <>
            <dt>Ends</dt>
            <dd>{formatEnd(show.startsAt, show.endsAt, timeZone)}</dd>
          </>
        )}
        <dt>Where</dt>
        <dd>
          {venue.name}
          {address !== '' && <p className="soft">{address}</p>}
        </dd>
        {show.category !== undefined && (
          <>
            <dt>Category</dt>
            <dd className="sentence">{show.category}</dd>
          </>
        )}
      </dl>
      {show.description !== undefined && <p className="message-text">{show.description}</p>}
    </section>
  );
}
