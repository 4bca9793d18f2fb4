import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

export const placesEvents = defineEvents('places', {
  [Subjects.PlacesUpdated]: z.object({
    /** The ticket's. */
    id: fields.id,
    version: fields.version,
    /** Places there are now: for sale, held and sold. */
    quantity: fields.quantity,
    /** The version of the ticket whose wanted quantity was granted as far as free places allowed. */
    ticketVersion: fields.version,
  }),
});

/** The places of a ticket became more or fewer. */
export type PlacesUpdatedEvent = EventIn<typeof placesEvents, Subjects.PlacesUpdated>;

/** What names a place of a ticket, in every service. @param place its number, from 0 */
export const placeKey = ({
  ticketId,
  place,
}: {
  readonly ticketId: string;
  readonly place: number;
}): string => `${ticketId}#${place}`;
