import type { ShowUpdatedEvent } from '@ticketing/common/contracts';
import type { ShowRow } from '../models/show-view';
import { setFields } from '../models/ticket-view';

/** A show as its events have it. */
export function toShowEvent(row: ShowRow): ShowUpdatedEvent['data'] {
  const { _id, version, userId, title, startsAt, endsAt, doorsAt, timeZone, venue, currency } = row;
  const { status, queue, resaleCapPercent, sequence } = row;
  return {
    id: String(_id),
    version,
    userId,
    title,
    startsAt: startsAt.toISOString(),
    ...(endsAt ? { endsAt: endsAt.toISOString() } : {}),
    ...(doorsAt ? { doorsAt: doorsAt.toISOString() } : {}),
    timeZone,
    venue: { name: venue.name, ...setFields(venue, ['address', 'city', 'country']) },
    currency,
    ...setFields(row, ['category', 'cancelReason']),
    status,
    queue,
    resaleCapPercent,
    sequence,
  };
}
