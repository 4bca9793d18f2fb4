import type { Types } from 'mongoose';
import { z } from 'zod';
import type { ShowFields } from './show';
import { ticketView } from './ticket-view';

const venueView = z.object({
  name: z.string(),
  address: z.string().optional(),
  city: z.string().optional(),
  country: z.string().optional().describe('ISO 3166-1 alpha-2'),
});

const imageView = z
  .object({ id: z.string(), width: z.int().min(1), height: z.int().min(1) })
  .describe('The picture, which is at `/api/shows/{id}/image/{imageId}`, and its largest size');

/** A show as clients see it. */
export const showView = z
  .object({
    id: z.string(),
    userId: z.string().describe('The organiser'),
    title: z.string(),
    startsAt: z.date(),
    endsAt: z.date().optional(),
    doorsAt: z.date().optional().describe('When the door opens'),
    timeZone: z.string().describe('IANA name, in which the times are shown'),
    venue: venueView,
    currency: z.string().describe('ISO 4217, lower case'),
    category: z.string().optional(),
    description: z.string().optional().describe('Plain text'),
    image: imageView.optional(),
    status: z.enum(['scheduled', 'cancelled']),
    cancelReason: z.string().optional(),
    queue: z.boolean().describe('Whether buyers are let through a few at a time'),
    resaleCapPercent: z.int().describe('The most that a resale may cost, in percent of the face value'),
    sequence: z.int().min(0).describe('How often it was moved to another time or place'),
    minPrice: z.number().optional().describe('Of its tickets that are for sale or were'),
    maxPrice: z.number().optional(),
    version: z.int().min(0),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Show' });

/** One show with the tickets for it. */
export const wholeShowView = showView
  .extend({
    tickets: z
      .array(ticketView)
      .describe('Cheapest first, with what is left of each; then those that their holders sell again'),
  })
  .meta({ id: 'ShowWithTickets' });

export type ShowView = z.infer<typeof showView>;

/** What is read from the database to show a show. */
export type ShowRow = Omit<ShowView, 'id'> & { _id: Types.ObjectId };

export const showProjection = {
  userId: 1,
  title: 1,
  startsAt: 1,
  endsAt: 1,
  doorsAt: 1,
  timeZone: 1,
  venue: 1,
  currency: 1,
  category: 1,
  description: 1,
  image: 1,
  status: 1,
  cancelReason: 1,
  queue: 1,
  resaleCapPercent: 1,
  sequence: 1,
  minPrice: 1,
  maxPrice: 1,
  version: 1,
  createdAt: 1,
  updatedAt: 1,
} as const satisfies { [F in keyof ShowFields]?: 1 };

/** Shows a row with what the projection names. */
export function presentShow(row: ShowRow): ShowView {
  const names = Object.keys(showProjection) as (keyof typeof showProjection)[];
  const fields = names.filter((name) => row[name] !== undefined && row[name] !== null);
  return { id: String(row._id), ...Object.fromEntries(fields.map((name) => [name, row[name]])) } as ShowView;
}
